/** What every read of one endpoint needs: the client, the deployment, and how strict to be. */
import type { ChainDeployment } from '../core/chainProvider.ts';
import type { Hex } from '../protocol/index.ts';
import type { JsonRpcClient } from '../rpc/jsonRpcClient.ts';

export interface EvmReader {
  readonly rpc: JsonRpcClient;
  readonly deployment: ChainDeployment;
  /** Lower case. */
  readonly gateway: Hex;
  /** Lower case. */
  readonly token: Hex;
  readonly isHome: boolean;
  /** Refuse lane state that the node cannot prove. */
  readonly requireProofs: boolean;
  /** Least priority fee ever quoted, native wei per gas. */
  readonly minPriorityFeePerGas: bigint;
}
