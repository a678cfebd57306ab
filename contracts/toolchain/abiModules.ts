/** Which ABIs and artifacts are generated, as a table. */

/** One generated file of `adapters/evm/abi`. */
export interface AbiModule {
  readonly file: string;
  readonly exportName: string;
  readonly contract: string;
  /** Contracts whose custom errors are added, so that one ABI decodes every refusal. */
  readonly errorsOf: readonly string[];
}

const GATEWAY_ERRORS = ['HomeGateway', 'SpokeGateway', 'CXT', 'CXTSpoke', 'ComposeCaller'] as const;

/** A call of one compute contract can be refused by another one behind it. */
const COMPUTE_ERRORS = [
  'IMiningPool',
  'IBaseWork',
  'IStakeRegistry',
  'IWorkCourt',
  'IJobMarket',
  'IRandomness',
  'CXT',
] as const;

/** The generated ABI files. `gatewayAbi` is what home and spokes have in common. */
export const ABI_MODULES: readonly AbiModule[] = [
  { file: 'gateway', exportName: 'gatewayAbi', contract: 'IGateway', errorsOf: GATEWAY_ERRORS },
  { file: 'homeGateway', exportName: 'homeGatewayAbi', contract: 'HomeGateway', errorsOf: GATEWAY_ERRORS },
  { file: 'spokeGateway', exportName: 'spokeGatewayAbi', contract: 'SpokeGateway', errorsOf: GATEWAY_ERRORS },
  { file: 'quorum', exportName: 'quorumAbi', contract: 'Quorum', errorsOf: [] },
  { file: 'cxt', exportName: 'cxtAbi', contract: 'CXT', errorsOf: [] },
  { file: 'cxtSpoke', exportName: 'cxtSpokeAbi', contract: 'CXTSpoke', errorsOf: [] },
  { file: 'composeCaller', exportName: 'composeCallerAbi', contract: 'ComposeCaller', errorsOf: [] },
  { file: 'composeReceiver', exportName: 'composeReceiverAbi', contract: 'ComposeReceiver', errorsOf: [] },
  { file: 'oappComposer', exportName: 'oappComposerAbi', contract: 'IOAppComposer', errorsOf: [] },
  { file: 'miningPool', exportName: 'miningPoolAbi', contract: 'IMiningPool', errorsOf: COMPUTE_ERRORS },
  { file: 'baseWork', exportName: 'baseWorkAbi', contract: 'IBaseWork', errorsOf: COMPUTE_ERRORS },
  {
    file: 'stakeRegistry',
    exportName: 'stakeRegistryAbi',
    contract: 'IStakeRegistry',
    errorsOf: COMPUTE_ERRORS,
  },
  { file: 'workCourt', exportName: 'workCourtAbi', contract: 'IWorkCourt', errorsOf: COMPUTE_ERRORS },
  { file: 'jobMarket', exportName: 'jobMarketAbi', contract: 'IJobMarket', errorsOf: COMPUTE_ERRORS },
  { file: 'randomness', exportName: 'randomnessAbi', contract: 'IRandomness', errorsOf: [] },
  { file: 'create3Factory', exportName: 'create3FactoryAbi', contract: 'Create3Factory', errorsOf: [] },
];

/** Contracts that can be deployed and whose bytecode is committed. */
export const ARTIFACTS: readonly string[] = [
  'BaseWork',
  'CXT',
  'CXTSpoke',
  'ComposeCaller',
  'ComposeReceiver',
  'Create3Factory',
  'DevnetBeacon',
  'FeeSettlement',
  'HomeGateway',
  'JobMarket',
  'LockedPool',
  'MiningPool',
  'Quorum',
  'RandaoBeacon',
  'SpokeGateway',
  'StakeRegistry',
  'WorkCourt',
];
