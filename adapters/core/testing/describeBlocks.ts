/** Blocks, finality and the deployment's constants. */
import { describe, expect, it } from 'vitest';
import { type Eid, eid, wei } from '../../protocol/index.ts';
import { WORLD_LIMITS } from './chainWorld.ts';
import type { Suite } from './suite.ts';

export function describeBlocks(get: () => Suite): void {
  describe('blocks and constants', () => {
    it('names the network of each deployment', async () => {
      const { world } = get();
      for (const chain of [world.home, world.spokeA, world.spokeB]) {
        expect(await chain.provider.networkId()).toBe(chain.deployment.networkId);
        expect(chain.provider.deployment).toEqual(chain.deployment);
        expect(chain.provider.label).not.toContain('/');
      }
    });

    it('keeps finalized below latest until it is final', async () => {
      const { provider, mine, finalize } = get().home.chain;
      await mine(1);
      const before = await provider.heads();
      expect(before.finalized.height).toBeLessThan(before.latest.height);
      await finalize();
      const after = await provider.heads();
      expect(after.finalized.height).toBeGreaterThanOrEqual(before.latest.height);
      expect(await provider.blockAt(before.latest.height)).toEqual(before.latest);
    });

    it('links every block to the one before and knows no block above the head', async () => {
      const { provider } = get().home.chain;
      const { latest } = await provider.heads();
      const parent = await provider.blockAt(latest.height - 1n);
      expect(parent?.hash).toBe(latest.parentHash);
      expect(parent?.timestamp).toBeLessThanOrEqual(latest.timestamp);
      expect(await provider.blockAt(latest.height + 1_000n)).toBeNull();
    });

    it('finds code, the signer set and the limits of each inbound lane', async () => {
      const { world } = get();
      for (const { provider, deployment } of [world.home, world.spokeA, world.spokeB]) {
        expect(await provider.deploymentProblem()).toBeNull();
        const set = await provider.signerSet();
        expect(set).toMatchObject({ epoch: 1n, threshold: world.quorum.threshold });
        expect(set.members).toHaveLength(world.quorum.size);
        expect(set.members.toSorted()).toEqual(set.members);
        for (const srcEid of deployment.remoteEids) {
          expect(await provider.inboundLane(srcEid)).toEqual({
            ...WORLD_LIMITS,
            debtWei: wei(0n),
            paused: false,
          });
        }
      }
    });

    it('starts with empty lanes and an empty bridge', async () => {
      const { home, spokeA } = get();
      const lanes = await home.chain.provider.outboundLanes(home.base);
      expect(lanes.map(({ dstEid }) => dstEid)).toEqual(home.chain.deployment.remoteEids);
      for (const lane of lanes) expect(lane).toMatchObject({ nonce: 0n, laneHash: `0x${'00'.repeat(32)}` });
      const supply = await home.chain.provider.supplyState(home.base);
      expect(supply).toMatchObject({ totalSupplyWei: 10n ** 26n, vaultWei: 0n, lockedWei: 0n });
      expect(supply.outstandingWei).toEqual(
        new Map<Eid, bigint>(home.chain.deployment.remoteEids.map((id) => [eid(id), 0n])),
      );
      expect(await spokeA.chain.provider.supplyState(spokeA.base)).toEqual({
        totalSupplyWei: 0n,
        vaultWei: 0n,
        lockedWei: 0n,
        outstandingWei: new Map(),
      });
    });

    it('reads an empty page of one block, and refuses a page whose ends are not linked', async () => {
      const { provider, deployment } = get().home.chain;
      const { finalized } = await provider.heads();
      const page = await provider.observe({ from: finalized, to: finalized });
      expect(page).toEqual({ eid: deployment.eid, from: finalized, to: finalized, transactions: [] });
      const parent = await provider.blockAt(finalized.height - 1n);
      if (parent === null) throw new Error('no parent');
      const forged = `0x${'ab'.repeat(32)}` as const;
      const notLinked = expect.objectContaining({ code: 'CXT_CHAIN_BLOCKS_NOT_LINKED' });
      await expect(provider.observe({ from: { ...parent, hash: forged }, to: finalized })).rejects.toEqual(
        notLinked,
      );
      await expect(provider.observe({ from: parent, to: { ...finalized, hash: forged } })).rejects.toEqual(
        notLinked,
      );
    });

    it('stops when told to, with the reason of the signal', async () => {
      const { provider } = get().home.chain;
      const reason = new Error('shutting down');
      await expect(provider.heads({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });
}
