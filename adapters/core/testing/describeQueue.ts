/** Large transfers wait, and what the ledger forbids fails alone. */
import { describe, expect, it } from 'vitest';
import {
  addressToBytes32,
  bytesToHex,
  encodeMessage,
  encodePacket,
  leafHash,
  nonce,
  units,
  vmOfEid,
  wei,
} from '../../protocol/index.ts';
import { deliverCall, itemFor } from './bridgeCalls.ts';
import { type ChainDriver, eventsOf, flowsOf, onlyEvent } from './chainDriver.ts';
import { WORLD_LIMITS } from './chainWorld.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;

export function describeQueue(get: () => Suite): void {
  describe('queue and failures', () => {
    it('queues more than the threshold until its time, then credits at the claim', async () => {
      const { world, home, spokeB } = get();
      const { chain } = spokeB;
      const amountWei = WORLD_LIMITS.thresholdWei + CXT;
      await home.drain();
      await home.chain.send({ dstEid: chain.deployment.eid, recipient: chain.user, amountWei });
      const sent = onlyEvent(await home.drain(), 'packetSent');
      await spokeB.submit(await deliverCall({ world, chain, packets: [sent] }));
      const seen = await spokeB.drain();
      const leaf = leafHash(sent);
      const at = seen[0]?.timestamp ?? 0n;
      expect(onlyEvent(seen, 'queued')).toEqual({
        type: 'queued',
        srcEid: sent.srcEid,
        nonce: sent.nonce,
        guid: sent.guid,
        leaf,
        amountWei,
        releaseAt: at + WORLD_LIMITS.delaySeconds,
      });
      expect(eventsOf(seen, 'delivered')).toEqual([]);
      expect(onlyEvent(seen, 'batchAccepted')).toMatchObject({ done: 1, failed: 0 });
      expect(flowsOf(seen)).toEqual([]);
      expect(await chain.provider.noncesUsed([sent])).toEqual([true]);
      expect((await chain.provider.inboundLane(sent.srcEid)).debtWei).toBeGreaterThan(0n);

      const claim = { kind: 'claimQueued', item: bytesToHex(itemFor(chain, sent)) } as const;
      const early = await chain.provider.estimate({ ...claim, from: chain.submitter.account });
      expect(early).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/) });
      await chain.passTime(WORLD_LIMITS.delaySeconds + 1n);
      await spokeB.submit(claim);
      const claimed = await spokeB.drain();
      expect(onlyEvent(claimed, 'delivered')).toMatchObject({ guid: sent.guid, leaf, amountWei });
      expect(flowsOf(claimed)).toEqual([{ kind: 'mint', amountWei }]);
    });

    it('reports an item that the home ledger forbids, and leaves its nonce free', async () => {
      const { world, home, spokeA, spokeB } = get();
      const before = await home.chain.provider.supplyState((await home.replay()).at);
      const backed = before.outstandingWei.get(spokeA.chain.deployment.eid) ?? wei(0n);
      const unbacked = forgedPacket({ get, amountWei: backed + CXT });
      await home.drain();
      await spokeB.drain();
      await home.submit(await deliverCall({ world, chain: home.chain, packets: [unbacked] }));
      const seen = await home.drain();
      expect(onlyEvent(seen, 'itemFailed')).toEqual({
        type: 'itemFailed',
        srcEid: spokeA.chain.deployment.eid,
        nonce: 900n,
        guid: unbacked.guid,
        leaf: leafHash(unbacked),
        reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
      });
      expect(onlyEvent(seen, 'batchAccepted')).toMatchObject({ done: 0, failed: 1 });
      expect(flowsOf(seen)).toEqual([]);
      expect(await home.chain.provider.noncesUsed([unbacked])).toEqual([false]);
      expect(await home.chain.provider.supplyState((await home.replay()).at)).toEqual(before);
    });
  });
}

/** A packet from spoke A to home that nobody sent, as a stolen quorum would sign it. */
function forgedPacket(args: { get: () => Suite; amountWei: bigint }) {
  const { home, spokeA } = args.get();
  const srcEid = spokeA.chain.deployment.eid;
  const dstEid = home.chain.deployment.eid;
  const number = nonce(900n);
  const message = encodeMessage({ sendTo: home.chain.user, amountUnits: units(args.amountWei / 10n ** 9n) });
  const sender = gatewayOf(spokeA);
  const receiver = gatewayOf(home);
  const packet = encodePacket({ nonce: number, srcEid, sender, dstEid, receiver, message });
  return { packet, execution: 0, srcEid, dstEid, nonce: number, guid: bytesToHex(packet.subarray(81, 113)) };
}

function gatewayOf({ chain }: ChainDriver) {
  const { eid, gateway } = chain.deployment;
  return addressToBytes32({ vm: vmOfEid(eid), address: gateway });
}
