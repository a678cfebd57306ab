import { describe, expect, it } from 'vitest';
import { rentFlows } from './rentFlows.ts';

type Balances = readonly (readonly [account: string, before: bigint, after: bigint])[];
const flows = (balances: Balances) =>
  rentFlows(balances.map(([account, before, after]) => ({ account, before, after })));

describe('rent', () => {
  it.each<[string, Balances, ReturnType<typeof flows>]>([
    [
      'is not the fee',
      [
        ['payer', 100n, 95n],
        ['lane', 40n, 40n],
      ],
      [],
    ],
    [
      'is what lies in accounts that were opened',
      [
        ['payer', 100n, 65n],
        ['queued', 0n, 20n],
        ['token', 0n, 10n],
      ],
      [{ account: 'payer', paid: 30n, recovered: 0n }],
    ],
    [
      'is paid into an account that grows, too',
      [
        ['payer', 100n, 83n],
        ['table', 50n, 62n],
      ],
      [{ account: 'payer', paid: 12n, recovered: 0n }],
    ],
    [
      'comes back to the payer at the close',
      [
        ['payer', 100n, 115n],
        ['queued', 20n, 0n],
      ],
      [{ account: 'payer', paid: 0n, recovered: 20n }],
    ],
    [
      'is paid and comes back at once',
      [
        ['payer', 100n, 105n],
        ['queued', 20n, 0n],
        ['token', 0n, 10n],
      ],
      [{ account: 'payer', paid: 10n, recovered: 20n }],
    ],
    [
      'comes back to somebody else who had paid it',
      [
        ['payer', 100n, 95n],
        ['queued', 20n, 0n],
        ['other', 7n, 27n],
      ],
      [{ account: 'other', paid: 0n, recovered: 20n }],
    ],
    ['is nothing without accounts', [], []],
  ])('%s', (_, balances, expected) => {
    expect(flows(balances)).toEqual(expected);
  });
});
