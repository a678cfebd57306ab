import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/index.ts';
import { evmAddressToBytes32, WEI_PER_CXT } from '../protocol/index.ts';
import { HOME, SPOKE_A, sendNow, testWorld } from './testWorld.ts';

const CXT = WEI_PER_CXT;

describe('send', () => {
  it('removes dust, charges the quote, and refuses what it must', () => {
    const { world } = testWorld({ destinationCapWei: 10n * CXT });
    const user = world.users[0] as Hex;
    const chain = world.chain(HOME);
    const before = world.tokenBalance({ eid: HOME, account: user });
    const sent = sendNow(world, { srcEid: HOME, dstEid: SPOKE_A, amountWei: CXT + 123n });
    const { feeWei } = sent;
    expect(before - world.tokenBalance({ eid: HOME, account: user })).toBe(CXT + feeWei);
    const base = {
      kind: 'send',
      dstEid: SPOKE_A,
      to: evmAddressToBytes32(user),
      composeMsg: '0x',
      composeGas: 0,
    } as const;
    const stranger: Hex = `0x${'01'.repeat(32)}`;
    const reasons = [
      { ...base, amountWei: CXT, maxFeeWei: feeWei - 1n },
      { ...base, amountWei: 10n * CXT, maxFeeWei: feeWei },
      { ...base, amountWei: 999n, maxFeeWei: feeWei },
      { ...base, amountWei: CXT, maxFeeWei: feeWei, dstEid: 7 },
      { ...base, amountWei: CXT, maxFeeWei: feeWei, to: stranger },
      { ...base, amountWei: CXT, maxFeeWei: 10n ** 26n, composeMsg: '0x00', composeGas: 5_000_001 } as const,
    ].map((call) => chain.estimate({ call, from: user }));
    expect(reasons.map((estimate) => !estimate.ok && estimate.reason)).toEqual([
      'FeeAboveMaximum',
      'DestinationCapExceeded',
      'NothingToSend',
      'NoPeer',
      'InvalidRecipient',
      'ComposeGasTooHigh',
    ]);
  });
});
