/** Transfer and call. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, leafHash } from '../../protocol/index.ts';
import type { Hex } from '../chainTypes.ts';
import { deliverCall, itemFor } from './bridgeCalls.ts';
import { eventsOf, flowsOf, onlyEvent } from './chainDriver.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;
const GAS = 100_000;

export function describeComposes(get: () => Suite): void {
  describe('composes', () => {
    async function sendComposed(recipient: Hex, amountWei: bigint) {
      const { home, spokeA } = get();
      await home.drain();
      const compose = { message: '0x00c0ffee' as const, gas: GAS };
      await home.chain.send({ dstEid: spokeA.chain.deployment.eid, recipient, amountWei, compose });
      return onlyEvent(await home.drain(), 'packetSent');
    }

    /** Delivers a packet, and makes its call where that is a transaction of its own. */
    async function deliverAndCall(sent: Awaited<ReturnType<typeof sendComposed>>) {
      const { world, spokeA } = get();
      const { chain } = spokeA;
      await spokeA.submit(await deliverCall({ world, chain, packets: [sent] }));
      if (chain.composesSeparately !== true) return;
      await spokeA.submit({ kind: 'retryCompose', item: bytesToHex(itemFor(chain, sent)), composeGas: GAS });
    }

    it('carries the gas that was bought, and calls after the credit', async () => {
      const { spokeA } = get();
      const sent = await sendComposed(spokeA.chain.acceptingTarget, 4n * CXT);
      expect(sent.execution).toBe(GAS);
      await deliverAndCall(sent);
      const seen = await spokeA.drain();
      const leaf = leafHash(sent);
      expect(onlyEvent(seen, 'delivered')).toMatchObject({ leaf, amountWei: 4n * CXT });
      expect(onlyEvent(seen, 'composeDelivered')).toEqual({
        type: 'composeDelivered',
        guid: sent.guid,
        leaf,
      });
    });

    it('calls even where nothing is credited', async () => {
      const { spokeA } = get();
      const sent = await sendComposed(spokeA.chain.acceptingTarget, 0n);
      await deliverAndCall(sent);
      const seen = await spokeA.drain();
      expect(onlyEvent(seen, 'delivered').amountWei).toBe(0n);
      expect(eventsOf(seen, 'composeDelivered')).toHaveLength(1);
      expect(flowsOf(seen)).toEqual([]);
    });

    it('keeps the credit of a call that fails, and retries it', async () => {
      const { world, spokeA } = get();
      const { chain } = spokeA;
      await chain.spoilTarget?.();
      const sent = await sendComposed(chain.refusingTarget, 6n * CXT);
      await spokeA.submit(await deliverCall({ world, chain, packets: [sent] }));
      const seen = await spokeA.drain();
      const leaf = leafHash(sent);
      expect(onlyEvent(seen, 'delivered').leaf).toBe(leaf);
      expect(flowsOf(seen)).toEqual([{ kind: 'mint', amountWei: 6n * CXT }]);
      const failed =
        chain.composesSeparately === true ? [] : [{ type: 'composeFailed', guid: sent.guid, leaf }];
      expect(eventsOf(seen, 'composeFailed')).toEqual(failed);

      const item = bytesToHex(itemFor(chain, sent));
      const retry = { kind: 'retryCompose', item, composeGas: GAS } as const;
      const refused = await chain.provider.estimate({ ...retry, from: chain.submitter.account });
      expect(refused).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/) });
      await chain.mendTarget();
      await spokeA.drain();
      await spokeA.submit(retry);
      const retried = await spokeA.drain();
      expect(onlyEvent(retried, 'composeDelivered').leaf).toBe(leaf);
      expect(flowsOf(retried)).toEqual([]);
    });
  });
}
