import { describe, expect, it } from 'vitest';
import { Mempool } from './mempool.ts';
import { type KnownTransaction, knownTransaction } from './simTransaction.ts';

const RICH = { nonce: 5n, nativeWei: 10n ** 18n };

function transfer(nonce: bigint, change: Partial<KnownTransaction> = {}): KnownTransaction {
  return knownTransaction({
    networkId: '1',
    from: 'alice',
    nonce,
    gasLimit: 100_000n,
    maxFeePerGas: 1_000n,
    maxPriorityFeePerGas: 100n,
    call: { kind: 'selfSend' },
    ...change,
  });
}

function best(pool: Mempool, nonce: bigint, baseFeePerGas = 1n): KnownTransaction | null {
  return pool.best({ baseFeePerGas, gasLeft: 10n ** 7n, accountOf: () => ({ ...RICH, nonce }) });
}

describe('Mempool', () => {
  it('refuses a used nonce and knows the same bytes again', () => {
    const pool = new Mempool();
    expect(pool.add(transfer(4n), RICH)).toMatchObject({ outcome: 'rejected', reason: 'nonceTooLow' });
    expect(pool.add(transfer(5n), RICH)).toEqual({ outcome: 'accepted' });
    expect(pool.add(transfer(5n), RICH)).toEqual({ outcome: 'known' });
  });

  it('holds a transaction back until the gap before it is filled', () => {
    const pool = new Mempool();
    pool.add(transfer(6n), RICH);
    expect(best(pool, 5n)).toBeNull();
    pool.add(transfer(5n), RICH);
    expect(best(pool, 5n)?.nonce).toBe(5n);
    expect(best(pool, 6n)?.nonce).toBe(6n);
    expect(pool.nextNonce({ account: 'alice', nonce: 5n })).toBe(7n);
  });

  it.each([
    { maxFeePerGas: 1_100n, maxPriorityFeePerGas: 109n, outcome: 'rejected' },
    { maxFeePerGas: 1_099n, maxPriorityFeePerGas: 110n, outcome: 'rejected' },
    { maxFeePerGas: 1_100n, maxPriorityFeePerGas: 110n, outcome: 'accepted' },
  ])('a replacement with %o', ({ outcome, ...fees }) => {
    const pool = new Mempool();
    const first = transfer(5n);
    pool.add(first, RICH);
    const second = transfer(5n, fees);
    expect(pool.add(second, RICH).outcome).toBe(outcome);
    expect(pool.has(first.hash)).toBe(outcome === 'rejected');
    expect(pool.size).toBe(1);
  });

  it('counts everything that waits against the balance, a replaced transaction once', () => {
    const pool = new Mempool();
    const account = { nonce: 5n, nativeWei: 2n * 100_000n * 1_000n };
    expect(pool.add(transfer(5n), account).outcome).toBe('accepted');
    expect(pool.add(transfer(6n), account).outcome).toBe('accepted');
    expect(pool.add(transfer(7n), account)).toMatchObject({ reason: 'insufficientFunds' });
    const cheaperGas = { gasLimit: 90_000n, maxFeePerGas: 1_100n, maxPriorityFeePerGas: 110n };
    expect(pool.add(transfer(6n, cheaperGas), account).outcome).toBe('accepted');
  });

  it('leaves what does not pay the base fee, and takes the higher tip, then the earlier', () => {
    const pool = new Mempool();
    pool.add(transfer(5n, { from: 'slow', maxPriorityFeePerGas: 10n }), RICH);
    pool.add(transfer(5n, { from: 'first', maxPriorityFeePerGas: 50n }), RICH);
    pool.add(transfer(5n, { from: 'second', maxPriorityFeePerGas: 50n }), RICH);
    expect(best(pool, 5n)?.from).toBe('first');
    expect(best(pool, 5n, 2_000n)).toBeNull();
  });

  it('drops what it is told to, once', () => {
    const pool = new Mempool();
    const gone = transfer(5n);
    pool.add(gone, RICH);
    pool.add(transfer(6n), RICH);
    expect(pool.drop(gone.hash)).toBe(true);
    expect(pool.drop(gone.hash)).toBe(false);
    expect(pool.size).toBe(1);
  });
});
