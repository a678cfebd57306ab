/** Conformance worlds with anvils and one Solana runtime, all with the real gateways. */
import {
  type ChainWorld,
  createTestQuorum,
  type TestQuorum,
  type WorldChain,
} from '../../core/testing/index.ts';
import { WORLD_FEES, type WorldPlan } from '../../evm/testing/deployWorldChain.ts';
import { createEvmWorldChain } from '../../evm/testing/evmWorld.ts';
import { type RunningAnvil, startAnvil } from '../../evm/testing/startAnvil.ts';
import { bridgeId, type Eid, eid, evmAddressToBytes32 } from '../../protocol/index.ts';
import { createSolanaWorldChain, solanaGateway, type SolanaWorldChain } from './solanaWorldChain.ts';

const HOME = { localEid: eid(40161), chainId: 31_337 };
const SPOKE = { localEid: eid(40102), chainId: 31_338 };
const SOLANA: Eid = eid(40168);

export interface SolanaWorld extends ChainWorld {
  readonly solana: SolanaWorldChain;
  readonly testQuorum: TestQuorum;
}

/** Home and one spoke are EVM chains, the other spoke is Solana. Stop it in any case. */
export async function createSolanaWorld(options: {
  readonly solanaAs: 'spokeA' | 'spokeB';
  /** The submitter makes his own lookup table. */
  readonly ownTable?: boolean;
}): Promise<SolanaWorld> {
  const id = bridgeId('conformance');
  const quorum = createTestQuorum({ bridgeId: id, size: 4, threshold: 3 });
  const anvils = await Promise.all([HOME, SPOKE].map(({ chainId }) => startAnvil({ chainId })));
  const stops: (() => void)[] = [];
  const stop = async () => {
    for (const end of stops) end();
    await Promise.all(anvils.map((anvil) => anvil.stop()));
  };
  try {
    const plan: WorldPlan = {
      bridgeId: id,
      homeEid: HOME.localEid,
      eids: [HOME.localEid, SPOKE.localEid, SOLANA],
      svmGateways: new Map([[SOLANA, solanaGateway()]]),
      ...quorum,
    };
    const [home, spoke] = (await Promise.all(
      [HOME, SPOKE].map((chain, index) =>
        createEvmWorldChain({ ...chain, plan, anvil: anvils[index] as RunningAnvil }),
      ),
    )) as WorldChain[] as [WorldChain, WorldChain];
    const solana = await createSolanaWorldChain({
      ...plan,
      localEid: SOLANA,
      peers: new Map(
        [home, spoke].map(({ deployment }) => [deployment.eid, evmAddressToBytes32(deployment.gateway)]),
      ),
      feesWei: WORLD_FEES,
      ...(options.ownTable === undefined ? {} : { ownTable: options.ownTable }),
    });
    stops.push(() => solana.surfnet.stop());
    const [spokeA, spokeB] = options.solanaAs === 'spokeA' ? [solana, spoke] : [spoke, solana];
    return {
      home,
      spokeA,
      spokeB,
      solana,
      testQuorum: quorum,
      quorum: { threshold: quorum.threshold, size: quorum.members.length },
      attest: async (batch) => quorum.attestBatch(batch),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
