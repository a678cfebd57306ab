/** `RandaoBeacon` on headers that a real node made: the block's own prevRandao, and nothing from a header that was changed. */
import { type Abi, type Hex, keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readArtifact } from './artifact.ts';
import { type BenchChain, creation, startBenchChain } from './benchChain.ts';
import { headerOf } from './blockHeader.ts';

interface Block {
  readonly hash: Hex;
  readonly mixHash: Hex;
  readonly number: Hex;
}

describe('RandaoBeacon and the headers of a node', () => {
  let chain: BenchChain;
  let address: Hex;
  const { abi } = readArtifact('RandaoBeacon');

  const rpc = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const request = chain.client.request as (call: { method: string; params: unknown }) => Promise<unknown>;
    return await request({ method, params });
  };
  const blockAt = async (number: number): Promise<Block & Record<string, unknown>> =>
    (await rpc('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])) as Block &
      Record<string, unknown>;
  const beacon = async (number: number, proof: Hex): Promise<unknown> =>
    await chain.client.readContract({
      address,
      abi: abi as Abi,
      functionName: 'beacon',
      args: [BigInt(number), proof],
    });

  beforeAll(async () => {
    chain = await startBenchChain();
    const data = creation(readArtifact('RandaoBeacon'), [4]);
    const { contractAddress } = await chain.mine({ from: chain.accounts[0] as Hex, data });
    address = contractAddress as Hex;
    await rpc('anvil_mine', ['0x14']);
  });
  afterAll(async () => await chain.stop());

  it('answers prevRandao of exactly that block', async () => {
    const seen = new Set<Hex>();
    for (let number = 1; number <= 20; number++) {
      const block = await blockAt(number);
      const header = headerOf(block);
      expect(keccak256(header)).toBe(block.hash);
      expect(await beacon(number, header)).toBe(block.mixHash);
      seen.add(block.mixHash);
    }
    expect(seen.size).toBe(20);
  });

  it('refuses the header of a neighbour and a header with one byte changed', async () => {
    const header = headerOf(await blockAt(7));
    await expect(beacon(8, header)).rejects.toThrow(/BeaconProofInvalid/);
    const changed: Hex = `${header.slice(0, -2) as Hex}${header.endsWith('00') ? '01' : '00'}`;
    await expect(beacon(7, changed)).rejects.toThrow(/BeaconProofInvalid/);
  });

  it('answers out of the history of EIP-2935 when the opcode has forgotten the block', async () => {
    const old = await blockAt(9);
    await rpc('anvil_mine', ['0x12c']);
    expect(await beacon(9, headerOf(old))).toBe(old.mixHash);
  });
});
