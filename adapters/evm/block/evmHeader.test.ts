import { describe, expect, it } from 'vitest';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';
import { ANVIL_BLOCK_1, ARBITRUM_BLOCK, ETHEREUM_BLOCK_1 } from './evmHeader.fixtures.ts';
import { readEvmHeader } from './evmHeader.ts';

const read = (answer: unknown) => readEvmHeader({ answer, label: 'node' });
const forged = expect.objectContaining({ code: 'CXT_CHAIN_HEADER_FORGED' });

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('readEvmHeader', () => {
  it.each([
    ['with the fields of Prague', ANVIL_BLOCK_1],
    ['with the fields of London and members that are not hashed', ARBITRUM_BLOCK],
    ['without a base fee', ETHEREUM_BLOCK_1],
  ])('recomputes the hash of a header %s', (_, block) => {
    const header = read(block);
    expect(header.hash).toBe(block.hash);
    expect(header.height).toBe(BigInt(block.number));
    expect(header.parentHash).toBe(block.parentHash);
    expect(header.timestamp).toBe(BigInt(block.timestamp));
  });

  it('takes null for an absent field', () => {
    expect(read({ ...ETHEREUM_BLOCK_1, baseFeePerGas: null, withdrawalsRoot: null }).hash).toBe(
      ETHEREUM_BLOCK_1.hash,
    );
  });

  it('refuses any other value of any hashed field', () => {
    const hashed = Object.entries(ANVIL_BLOCK_1).filter(
      ([name]) =>
        !['hash', 'size', 'totalDifficulty', 'uncles', 'transactions', 'withdrawals'].includes(name),
    );
    expect(hashed).toHaveLength(21);
    for (const [name, value] of hashed) {
      const text = String(value);
      const other = text === '0x' ? '0x01' : `${text.slice(0, -1)}${text.endsWith('1') ? '2' : '1'}`;
      expect(thrownBy(() => read({ ...ANVIL_BLOCK_1, [name]: other }))).toEqual(forged);
    }
    expect(thrownBy(() => read({ ...ANVIL_BLOCK_1, requestsHash: undefined }))).toEqual(forged);
    expect(thrownBy(() => read({ ...ANVIL_BLOCK_1, hash: `0x${'12'.repeat(32)}` }))).toEqual(forged);
  });

  it('refuses what is no header', () => {
    for (const answer of [
      '0x',
      7,
      [],
      {},
      { ...ANVIL_BLOCK_1, number: 1 },
      { ...ANVIL_BLOCK_1, stateRoot: '0x12' },
    ]) {
      expect(() => read(answer)).toThrow(MalformedAnswer);
    }
  });
});
