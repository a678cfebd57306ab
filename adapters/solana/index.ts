/** Package entry: the chain port over Solana JSON-RPC. */
export {
  createSolanaProvider,
  type SolanaProvider,
  type SolanaProviderOptions,
} from './createSolanaProvider.ts';
export { assertRecipient, RecipientIsTokenAccount } from './reads/assertRecipient.ts';
export { programCodeHash } from './reads/deploymentProblem.ts';
export type { SolanaDeployment } from './solanaDeployment.ts';
export { createSolanaTxSigner, type SolanaTxSignerOptions } from './tx/createSolanaTxSigner.ts';
export { transactionIdToBase58 } from './tx/transactionId.ts';
export { deployGateway, type DeployedGateway } from './deploy/deployGateway.ts';
export type { GatewayParameters, LaneParameters } from './deploy/gatewayParameters.ts';
export { gatewayAddresses, type GatewayAddresses } from './program/addresses.ts';
export { createSolanaRpc, type SolanaRpc, type SolanaRpcOptions } from './rpc/solanaRpc.ts';
export {
  claimCreditInstruction,
  openTokenAccountInstruction,
  quoteTransfer,
  sendInstruction,
  type SolanaTransfer,
} from './send.ts';
export { ExecutionFailed, executeInstructions } from './tx/executeInstructions.ts';
