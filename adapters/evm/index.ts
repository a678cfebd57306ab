/** Package entry: the chain port over EVM JSON-RPC. */
export { createEvmProvider, type EvmProviderOptions } from './createEvmProvider.ts';
export type { FetchLike } from '../rpc/jsonRpcClient.ts';
export { createEvmTxSigner } from './tx/createEvmTxSigner.ts';
export { encodeBridgeCall } from './tx/encodeBridgeCall.ts';
