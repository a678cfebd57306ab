/** JSON-RPC over HTTP is the same for every VM: one client, with its bounds, deadlines and scrubbing, serves both adapters. */
export { type AnswerRecord, asArray, asRecord } from '../../evm/rpc/answer.ts';
export { createJsonRpcClient, type FetchLike, type RpcOutcome } from '../../evm/rpc/jsonRpcClient.ts';
export { MalformedAnswer } from '../../evm/rpc/malformedAnswer.ts';
export type { RpcFault } from '../../evm/rpc/rpcFault.ts';
