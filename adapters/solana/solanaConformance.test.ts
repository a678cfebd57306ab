/** The Solana adapter against a real runtime and the real program, in a world with EVM chains. */
import { describeChainAdapter } from '../core/testing/index.ts';
import { createSolanaWorld } from './testing/solanaWorld.ts';

describeChainAdapter({
  name: 'solana as spoke A',
  createWorld: () => createSolanaWorld({ solanaAs: 'spokeA' }),
  transactions: 'expiring',
});
