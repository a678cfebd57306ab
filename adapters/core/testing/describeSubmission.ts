/** Fees and estimates. */
import { describe, expect, it } from 'vitest';
import type { BridgeCall } from '../transactions.ts';
import { deliverCall } from './bridgeCalls.ts';
import { onlyEvent } from './chainDriver.ts';
import type { Suite } from './suite.ts';

const CXT = 10n ** 18n;

export function describeSubmission(get: () => Suite): void {
  describe('fees and estimates', () => {
    it('quotes fees that include a transaction', async () => {
      const quote = await get().spokeA.chain.provider.feeQuote();
      expect(quote.maxPriorityFeePerGas).toBeGreaterThan(0n);
      expect(quote.maxFeePerGas).toBeGreaterThanOrEqual(quote.baseFeePerGas + quote.maxPriorityFeePerGas);
    });

    it('names the reason why a call would fail', async () => {
      const { world, home, spokeA } = get();
      const { provider, submitter, deployment, user } = spokeA.chain;
      await home.drain();
      await home.chain.send({ dstEid: deployment.eid, recipient: user, amountWei: CXT });
      const call = await deliverCall({
        world,
        chain: spokeA.chain,
        packets: [onlyEvent(await home.drain(), 'packetSent')],
      });
      if (call.kind !== 'deliver') throw new Error('unreachable');
      const from = submitter.account;
      expect(await provider.estimate({ ...call, from })).toMatchObject({ ok: true });
      const forged: BridgeCall = { ...call, signatures: `0x${call.signatures.slice(2, -8)}01020304` };
      const refused = await provider.estimate({ ...forged, from });
      expect(refused).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/) });
      await spokeA.submit(call);
    });
  });
}
