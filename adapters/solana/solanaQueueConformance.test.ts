/** The same with Solana as the other spoke (queue, deliveries by proof), and with a lookup table of the submitter's own. */
import { describeChainAdapter } from '../core/testing/index.ts';
import { createSolanaWorld } from './testing/solanaWorld.ts';

describeChainAdapter({
  name: 'solana as spoke B',
  createWorld: () => createSolanaWorld({ solanaAs: 'spokeB', ownTable: true }),
});
