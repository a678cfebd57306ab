import { bridgeId, bytes32ToEvmAddress, type Eid, eid, evmAddressToBytes32 } from '../protocol/index.ts';
import {
  type ChainWorld,
  createTestQuorum,
  describeChainAdapter,
  WORLD_LIMITS,
  WORLD_USER_WEI,
  type WorldChain,
} from '../core/testing/index.ts';
import { createSimWorld, namedAddress, type SimWorld, seededRandomness, VirtualClock } from './index.ts';

const HOME = eid(40161);
const SPOKE_A = eid(40102);
const SPOKE_B = eid(40231);
const NETWORK = 'conformance';
const SUBMITTER = namedAddress('conformance submitter');

function worldChain(at: { world: SimWorld; clock: VirtualClock; id: Eid }): WorldChain {
  const { world, clock, id } = at;
  const chain = world.chain(id);
  const from = world.users[0] as `0x${string}`;
  const accepting = namedAddress('accepting target');
  const refusing = namedAddress('refusing target');
  const someone = namedAddress('someone else');
  chain.system({ kind: 'scriptCallee', account: accepting, atDelivery: 'ok', atRetry: 'ok' });
  chain.system({ kind: 'scriptCallee', account: refusing, atDelivery: 'revert', atRetry: 'revert' });
  const mine = async (blocks: number): Promise<void> => {
    for (let block = 0; block < blocks; block++) chain.mine();
  };
  return {
    deployment: world.deployment(id),
    provider: world.provider({ eid: id, label: `sim-${id}` }),
    submitter: world.signer({ eid: id, account: SUBMITTER }),
    user: evmAddressToBytes32(from),
    acceptingTarget: evmAddressToBytes32(accepting),
    refusingTarget: evmAddressToBytes32(refusing),
    async mendTarget() {
      chain.system({ kind: 'scriptCallee', account: refusing, atDelivery: 'ok', atRetry: 'ok' });
      chain.mine();
    },
    async send({ dstEid, recipient, amountWei, compose }) {
      const to = bytes32ToEvmAddress(recipient);
      const call = compose === undefined ? {} : { composeMsg: compose.message, composeGas: compose.gas };
      const { hash } = world.send({ from, srcEid: id, dstEid, to, amountWei, ...call });
      chain.mine();
      const receipt = chain.receipt(hash);
      if (receipt?.success !== true) throw new Error(`send failed: ${receipt?.reason ?? 'not included'}`);
    },
    async burn(amountWei) {
      world.burn({ eid: id, from, amountWei });
      chain.mine();
    },
    async donate(amountWei) {
      world.donate({ eid: id, from, amountWei });
      chain.mine();
    },
    async transferAside(amountWei) {
      world.submit({ eid: id, from, call: { kind: 'transfer', to: someone, amountWei } });
      chain.mine();
    },
    mine,
    finalize: () => mine(chain.options.finalityDepth),
    async passTime(seconds) {
      await clock.advance(Number(seconds) * 1_000);
      chain.mine();
    },
    async forkPoint() {
      const { height } = chain.head.ref;
      return async () => {
        chain.reorg({ depth: Number(chain.head.ref.height - height), dropRate: 1 });
      };
    },
  };
}

async function createWorld(): Promise<ChainWorld> {
  const clock = new VirtualClock();
  const quorum = createTestQuorum({ bridgeId: bridgeId(NETWORK), size: 4, threshold: 3 });
  const { threshold, members } = quorum;
  const world = createSimWorld({
    clock,
    randomness: seededRandomness(1),
    networkName: NETWORK,
    homeEid: HOME,
    spokeEids: [SPOKE_A, SPOKE_B],
    signerSet: { epoch: 1n, threshold, members },
    inboundLimits: () => WORLD_LIMITS,
    userTokenWei: 2n * WORLD_USER_WEI,
    nativeAccounts: [{ account: SUBMITTER, nativeWei: 10n ** 21n }],
  });
  return {
    home: worldChain({ world, clock, id: HOME }),
    spokeA: worldChain({ world, clock, id: SPOKE_A }),
    spokeB: worldChain({ world, clock, id: SPOKE_B }),
    quorum: { threshold, size: members.length },
    attest: async (batch) => quorum.attestBatch(batch),
    stop: async () => world.assertConservation(),
  };
}

describeChainAdapter({ name: 'sim', createWorld });
