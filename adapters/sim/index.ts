/** Package entry: deterministic chains in memory behind the chain port. */
export type { SvmRules } from './anchoredInclusion.ts';
export type { BlockLedger, Genesis, GenesisAccount } from './blockLedger.ts';
export { type ChainTotals, ConservationBroken } from './conservation.ts';
export type { GatewayConfig } from './gatewayConfig.ts';
export type { AttestedRoot, ClaimableCredit, SentRecord } from './gatewayState.ts';
export type { MessageStatus, PacketPlace } from './messageStatus.ts';
export { type Lie, NO_FAULTS, type ProviderFaults } from './providerFaults.ts';
export { type SeededRandomness, seededRandomness } from './seededRandomness.ts';
export { createSignatureCheck, rememberingRecover, type SignatureCheck } from './signatureCheck.ts';
export type { IncludedTransaction, SimBlock } from './simBlock.ts';
export { SimChain } from './simChain.ts';
export type { ReorgResult, SimChainOptions } from './simChainOptions.ts';
export { SimExpiringSigner } from './simExpiringSigner.ts';
export { SimProvider, type SimProviderOptions } from './simProvider.ts';
export type {
  CalleeOutcome,
  SimCall,
  SimTransaction,
  SvmCall,
  SystemCall,
  UserCall,
} from './simTransaction.ts';
export { SimTxSigner } from './simTxSigner.ts';
export { createSimWorld, type SendRequest, SimWorld, type Submitted, userAddress } from './simWorld.ts';
export {
  type BucketLimits,
  type BucketState,
  type BucketVerdict,
  bookInbound,
  creditOutbound,
  FULL_BUCKET,
  isWithinCapacity,
  refilled,
} from './tokenBucket.ts';
export { VirtualClock } from './virtualClock.ts';
export {
  DEFAULT_FEE_TABLE,
  DEFAULT_LIMITS,
  DEFAULT_SVM_RULES,
  type Lane,
  namedAddress,
  namedKey,
  type PerChain,
  type SimWorldOptions,
  worldAddresses,
} from './worldGenesis.ts';
