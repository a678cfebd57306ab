import { describe, expect, it } from 'vitest';
import type { Hex } from '../../protocol/index.ts';
import { LogMalformed } from './abiEvents.ts';
import { tokenFlows } from './tokenFlows.ts';

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const GATEWAY: Hex = `0x${'aa'.repeat(20)}`;
const TOKEN: Hex = `0x${'bb'.repeat(20)}`;
const ZERO: Hex = `0x${'00'.repeat(20)}`;
const HOLDER: Hex = `0x${'cc'.repeat(20)}`;

const word = (address: Hex): Hex => `0x${'0'.repeat(24)}${address.slice(2)}`;
const transfer = (from: Hex, to: Hex, amount = 5n) => ({
  address: TOKEN,
  topics: [TRANSFER as Hex, word(from), word(to)],
  data: `0x${amount.toString(16).padStart(64, '0')}` as const,
});
const flows = (logs: Parameters<typeof tokenFlows>[0]['logs'], isHome: boolean) =>
  tokenFlows({ logs, gateway: GATEWAY, isHome }).map(({ kind, amountWei }) => `${kind} ${amountWei}`);

describe('tokenFlows', () => {
  it('books mints and burns on spokes, nothing about the gateway there', () => {
    const logs = [
      transfer(ZERO, HOLDER),
      transfer(HOLDER, ZERO, 2n),
      transfer(HOLDER, GATEWAY),
      transfer(GATEWAY, HOLDER),
    ];
    expect(flows(logs, false)).toEqual(['mint 5', 'burn 2']);
  });

  it('books the vault and burns at home, and not the constructor', () => {
    const logs = [
      transfer(ZERO, HOLDER),
      transfer(HOLDER, GATEWAY, 7n),
      transfer(GATEWAY, HOLDER, 3n),
      transfer(HOLDER, ZERO),
    ];
    expect(flows(logs, true)).toEqual(['vaultIn 7', 'vaultOut 3', 'burn 5']);
    expect(flows([transfer(ZERO, GATEWAY)], true)).toEqual(['vaultIn 5']);
    expect(flows([transfer(GATEWAY, GATEWAY)], true)).toEqual([]);
  });

  it('leaves out holders among themselves, amounts of 0 and other events', () => {
    const approval = {
      ...transfer(HOLDER, GATEWAY),
      topics: [`0x${'8c'.repeat(32)}` as const, word(HOLDER), word(GATEWAY)],
    };
    expect(flows([transfer(HOLDER, HOLDER), transfer(ZERO, HOLDER, 0n), approval], false)).toEqual([]);
  });

  it('refuses a Transfer with other topics or data', () => {
    const good = transfer(ZERO, HOLDER);
    const bad = [
      { ...good, topics: good.topics.slice(0, 2) },
      { ...good, topics: [...good.topics, good.data] },
      { ...good, data: `${good.data}00` as Hex },
      { ...good, data: '0x' as Hex },
      { ...good, topics: [TRANSFER as Hex, word(ZERO), `0x01${'0'.repeat(22)}${HOLDER.slice(2)}` as Hex] },
    ];
    for (const log of bad) expect(() => flows([log], false)).toThrow(LogMalformed);
  });
});
