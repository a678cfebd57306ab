/** Which ABIs and artifacts are generated, as a table. */

/** One generated file of `adapters/evm/abi`. */
export interface AbiModule {
  readonly file: string;
  readonly exportName: string;
  readonly contract: string;
  /** Contracts whose custom errors are added, so that one ABI decodes every refusal. */
  readonly errorsOf: readonly string[];
}

/** The generated ABI files. */
export const ABI_MODULES: readonly AbiModule[] = [
  { file: 'gateway', exportName: 'gatewayAbi', contract: 'IGateway', errorsOf: [] },
  { file: 'homeGateway', exportName: 'homeGatewayAbi', contract: 'IHomeGateway', errorsOf: [] },
  { file: 'spokeGateway', exportName: 'spokeGatewayAbi', contract: 'ISpokeGateway', errorsOf: [] },
];

/** Contracts that can be deployed and whose bytecode is committed. */
export const ARTIFACTS: readonly string[] = [];
