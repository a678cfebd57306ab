/** Plain transfers over home, spoke to spoke and back, and what is seen of them. */
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  decodePacket,
  leafHash,
  type Leaf,
  nextLaneHash,
  unitsToWei,
} from '../../protocol/index.ts';
import type { ObservedTransaction, PacketSentEvent } from '../chainTypes.ts';
import { deliverCall, deliverOneCall } from './bridgeCalls.ts';
import { type ChainDriver, eventsOf, flowsOf, onlyEvent } from './chainDriver.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;

export function describeTransfers(get: () => Suite): void {
  describe('transfers', () => {
    it('sees a lock at home with its packet, fee and flow', async () => {
      const { home, spokeA } = get();
      const amountWei = 1_000n * CXT;
      await home.chain.send({ dstEid: spokeA.chain.deployment.eid, recipient: spokeA.chain.user, amountWei });
      const seen = await home.drain();
      const sent = onlyEvent(seen, 'packetSent');
      expect(sent).toMatchObject({
        execution: 0,
        nonce: 1n,
        dstEid: spokeA.chain.deployment.eid,
        transitFeeWei: 0n,
      });
      expect(sent.feeWei).toBeGreaterThan(0n);
      expect(sent.sender).toMatch(/^0x[0-9a-f]+$/);
      const packet = decodePacket(sent.packet);
      expect(packet).toMatchObject({ guid: sent.guid, nonce: 1n, srcEid: home.chain.deployment.eid });
      const message = decodeMessage(packet.message);
      expect(message.sendTo).toBe(spokeA.chain.user);
      expect(unitsToWei(message.amountUnits)).toBe(amountWei);
      expect(flowsOf(seen)).toEqual([{ kind: 'vaultIn', amountWei }]);
      expect(seen[0]?.gasUsed).toBeGreaterThan(0n);
      expect(seen[0]?.blockHash).toBe((await home.chain.provider.blockAt(seen[0]?.height ?? 0n))?.hash);
      await expectVault(home, { lockedWei: amountWei, vaultWei: amountWei });
    });

    it('delivers it on the spoke and credits once', async () => {
      const { world, home, spokeA } = get();
      const packets = await sentTo(home, spokeA);
      const key = nonceKey(packets[0]);
      expect(await spokeA.chain.provider.noncesUsed([key])).toEqual([false]);
      await spokeA.submit(await deliverCall({ world, chain: spokeA.chain, packets }));
      expect(await spokeA.chain.provider.noncesUsed([key, { ...key, nonce: 2n as never }])).toEqual([
        true,
        false,
      ]);
      const seen = await spokeA.drain();
      const amountWei = 1_000n * CXT;
      expect(onlyEvent(seen, 'delivered')).toMatchObject({
        srcEid: home.chain.deployment.eid,
        nonce: 1n,
        guid: packets[0]?.guid,
        leaf: leafOf(packets[0]),
        amountWei,
      });
      expect(onlyEvent(seen, 'batchAccepted')).toMatchObject({
        epoch: 1n,
        done: 1,
        failed: 0,
        bitmap: 2 ** world.quorum.threshold - 1,
      });
      expect(onlyEvent(seen, 'batchAccepted').submitter).toBe(spokeA.chain.submitter.account);
      expect(flowsOf(seen)).toEqual([{ kind: 'mint', amountWei }]);
      await spokeA.submit(await deliverCall({ world, chain: spokeA.chain, packets }));
      const again = await spokeA.drain();
      expect(eventsOf(again, 'delivered')).toEqual([]);
      expect(flowsOf(again)).toEqual([]);
      expect((await spokeA.chain.provider.supplyState((await spokeA.replay()).at)).totalSupplyWei).toBe(
        amountWei,
      );
    });

    it('moves the home ledger with a transit when a spoke sends to a spoke', async () => {
      const { world, home, spokeA, spokeB } = get();
      const amountWei = 300n * CXT;
      await spokeA.chain.send({
        dstEid: spokeB.chain.deployment.eid,
        recipient: spokeB.chain.user,
        amountWei,
      });
      const seen = await spokeA.drain();
      const sent = onlyEvent(seen, 'packetSent');
      expect(sent.transitFeeWei).toBeGreaterThan(0n);
      expect(sent.transitFeeWei).toBeLessThan(sent.feeWei);
      expect(flowsOf(seen)).toEqual([{ kind: 'burn', amountWei }]);

      await home.submit(await deliverCall({ world, chain: home.chain, packets: [sent] }));
      const atHome = await home.drain();
      expect(onlyEvent(atHome, 'transit')).toEqual({
        type: 'transit',
        srcEid: spokeA.chain.deployment.eid,
        dstEid: spokeB.chain.deployment.eid,
        nonce: 1n,
        leaf: leafOf(sent),
        amountWei,
      });
      expect(flowsOf(atHome)).toEqual([]);
      const { outstandingWei } = await home.chain.provider.supplyState((await home.replay()).at);
      expect(outstandingWei.get(spokeA.chain.deployment.eid)).toBe(700n * CXT);
      expect(outstandingWei.get(spokeB.chain.deployment.eid)).toBe(amountWei);

      await spokeB.submit(
        await deliverOneCall({ world, chain: spokeB.chain, packets: [sent, sent], index: 1 }),
      );
      const atSpoke = await spokeB.drain();
      expect(onlyEvent(atSpoke, 'delivered')).toMatchObject({ leaf: leafOf(sent), amountWei });
      expect(flowsOf(atSpoke)).toEqual([{ kind: 'mint', amountWei }]);
    });

    it('releases at home what a spoke sent back', async () => {
      const { world, home, spokeA } = get();
      const amountWei = 100n * CXT;
      await spokeA.chain.send({ dstEid: home.chain.deployment.eid, recipient: home.chain.user, amountWei });
      const sent = onlyEvent(await spokeA.drain(), 'packetSent');
      await home.submit(await deliverCall({ world, chain: home.chain, packets: [sent] }));
      const seen = await home.drain();
      expect(onlyEvent(seen, 'delivered')).toMatchObject({ leaf: leafOf(sent), amountWei });
      expect(flowsOf(seen)).toEqual([{ kind: 'vaultOut', amountWei }]);
      await expectVault(home, { lockedWei: 900n * CXT, vaultWei: 900n * CXT });
    });

    it('sees several packets of several blocks, however the range is cut', async () => {
      const { home, spokeA, spokeB } = get();
      for (const [spoke, amountWei] of [
        [spokeA, 1n],
        [spokeB, 2n],
        [spokeA, 3n],
      ] as const) {
        await home.chain.send({
          dstEid: spoke.chain.deployment.eid,
          recipient: spoke.chain.user,
          amountWei: amountWei * CXT,
        });
      }
      const { transactions, at } = await home.replay();
      const { provider } = home.chain;
      for (let height = home.base.height + 1n; height < at.height; height++) {
        const cut = await provider.blockAt(height);
        if (cut === null) throw new Error(`no block ${height}`);
        const before = await provider.observe({ from: home.base, to: cut });
        const after = await provider.observe({ from: cut, to: at });
        expect([...before.transactions, ...after.transactions]).toEqual(transactions);
      }
      expect(eventsOf(await home.drain(), 'packetSent')).toHaveLength(3);
    });

    it('recomputes the lane hash on chain from the packets it saw', async () => {
      const { home, spokeA, spokeB } = get();
      for (const driver of [home, spokeA, spokeB]) {
        const { transactions, at } = await driver.replay();
        for (const lane of await driver.chain.provider.outboundLanes(at)) {
          const packets = eventsOf(transactions, 'packetSent').filter(({ dstEid }) => dstEid === lane.dstEid);
          expect(packets.map(({ nonce }) => nonce)).toEqual(packets.map((_, index) => BigInt(index + 1)));
          expect(lane.nonce).toBe(BigInt(packets.length));
          expect(lane.laneHash).toBe(laneHashOf(packets));
        }
      }
    });

    it('books a burn by a holder and a donation, and not what passes between holders', async () => {
      const { home, spokeA } = get();
      const before = await home.chain.provider.supplyState((await home.replay()).at);
      await home.drain();
      await home.chain.burn(5n * CXT);
      await home.chain.donate(11n * CXT);
      await home.chain.transferAside(13n * CXT);
      expect(contentOf(await home.drain())).toEqual([
        { events: [], flows: [{ kind: 'burn', amountWei: 5n * CXT }] },
        { events: [], flows: [{ kind: 'vaultIn', amountWei: 11n * CXT }] },
      ]);
      const after = await home.chain.provider.supplyState((await home.replay()).at);
      expect(after).toEqual({
        ...before,
        totalSupplyWei: before.totalSupplyWei - 5n * CXT,
        vaultWei: before.vaultWei + 11n * CXT,
      });
      await spokeA.chain.transferAside(7n * CXT);
      expect(await spokeA.drain()).toEqual([]);
    });
  });
}

function contentOf(transactions: readonly ObservedTransaction[]) {
  return transactions.map(({ events, flows }) => ({ events, flows }));
}

function nonceKey(sent: PacketSentEvent | undefined) {
  if (sent === undefined) throw new Error('no packet');
  return { srcEid: sent.srcEid, dstEid: sent.dstEid, nonce: sent.nonce };
}

function leafOf(sent: PacketSentEvent | undefined): Leaf {
  if (sent === undefined) throw new Error('no packet');
  return leafHash(sent);
}

function laneHashOf(packets: readonly PacketSentEvent[]) {
  return packets.reduce<`0x${string}`>(
    (hash, sent) => nextLaneHash(hash, leafHash(sent)),
    `0x${'00'.repeat(32)}`,
  );
}

async function sentTo(from: ChainDriver, to: ChainDriver): Promise<readonly PacketSentEvent[]> {
  const { transactions } = await from.replay();
  return eventsOf(transactions, 'packetSent').filter(({ dstEid }) => dstEid === to.chain.deployment.eid);
}

async function expectVault(
  home: ChainDriver,
  expected: { lockedWei: bigint; vaultWei: bigint },
): Promise<void> {
  const { at } = await home.replay();
  const supply = await home.chain.provider.supplyState(at);
  expect(supply).toMatchObject({ ...expected, totalSupplyWei: 10n ** 26n });
  expect([...supply.outstandingWei.values()].reduce((sum, value) => sum + value, 0n)).toBe(
    expected.lockedWei,
  );
}
