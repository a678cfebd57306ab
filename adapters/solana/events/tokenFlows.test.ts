/** Mints and burns as the token program ran them. */
import { Keypair } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { littleEndian, TOKEN_PROGRAM } from '../program/addresses.ts';
import type { FlatInstruction, ParsedTransaction } from './parsedTransaction.ts';
import { tokenFlows } from './tokenFlows.ts';

const key = () => Keypair.generate().publicKey.toBase58();
const [mint, other, account, owner] = [key(), key(), key(), key()] as const;

const token = (accounts: readonly string[], ...data: readonly number[]): FlatInstruction => ({
  program: TOKEN_PROGRAM.toBase58(),
  accounts,
  data: Uint8Array.from(data),
});
const amount = (units: bigint) => [...littleEndian(units, 8)];

function flows(instructions: readonly FlatInstruction[], delta: bigint) {
  const transaction: ParsedTransaction = {
    signature: 's',
    slot: 5n,
    payer: owner,
    instructions,
    computeUnits: 1n,
    feeLamports: 5_000n,
    balances: [],
    tokenDelta: new Map([[mint, delta]]),
  };
  return tokenFlows({ transaction, mint });
}

const GWEI = 10n ** 9n;

describe('token flows', () => {
  it('are the mints and burns of the mint, checked or not, in order', () => {
    const instructions = [
      token([mint, account, owner], 7, ...amount(10n)),
      token([account, mint, owner], 8, ...amount(3n)),
      token([mint, account, owner], 14, ...amount(5n), 9),
      token([account, mint, owner], 15, ...amount(1n), 9),
    ];
    expect(flows(instructions, 11n)).toEqual([
      { kind: 'mint', amountWei: 10n * GWEI },
      { kind: 'burn', amountWei: 3n * GWEI },
      { kind: 'mint', amountWei: 5n * GWEI },
      { kind: 'burn', amountWei: 1n * GWEI },
    ]);
  });

  it('are found inside a batch', () => {
    const burn = [8, ...amount(4n)];
    const transfer = [3, ...amount(9n)];
    const batch = token([account, owner, owner, account, mint, owner], 255, 3, 9, ...transfer, 3, 9, ...burn);
    expect(flows([batch], -4n)).toEqual([{ kind: 'burn', amountWei: 4n * GWEI }]);
  });

  it('are not those of other mints, other programs, or of nothing', () => {
    const instructions = [
      token([other, account, owner], 7, ...amount(10n)),
      { ...token([mint, account, owner], 7, ...amount(10n)), program: other },
      token([mint, account, owner], 7, ...amount(0n)),
      token([account, owner], 3, ...amount(6n)),
    ];
    expect(flows(instructions, 0n)).toEqual([]);
  });

  it('must add up to what the token accounts gained: a hidden mint and a made-up burn are refused', () => {
    const minted = token([mint, account, owner], 7, ...amount(10n));
    expect(() => flows([], 10n)).toThrow(/do not add up/);
    expect(() => flows([minted], 9n)).toThrow(/do not add up/);
    expect(() => flows([minted, token([account, mint, owner], 8, ...amount(10n))], 10n)).toThrow(
      /do not add up/,
    );
  });
});
