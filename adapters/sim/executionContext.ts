/** What a call sees while it runs: state, block, sender, gas, and what it leaves in its receipt. */
import type { BridgeEvent, TokenFlow } from '../core/index.ts';
import type { GasMeter } from './gasMeter.ts';
import type { GatewayConfig } from './gatewayConfig.ts';
import type { GatewayState } from './gatewayState.ts';
import type { SignatureCheck } from './signatureCheck.ts';

export interface ExecutionContext {
  readonly config: GatewayConfig;
  readonly state: GatewayState;
  readonly checkSignatures: SignatureCheck;
  /** Seconds, of the block being built. */
  readonly now: bigint;
  readonly height: bigint;
  readonly sender: string;
  readonly gas: GasMeter;
  readonly events: BridgeEvent[];
  readonly flows: TokenFlow[];
}
