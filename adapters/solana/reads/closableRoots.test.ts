/** Whose roots are found, and when, whatever else the node puts into its answer. */
import { BorshAccountsCoder } from '@coral-xyz/anchor';
import { Keypair } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { describe, expect, it } from 'vitest';
import { type Hex, hexToBytes } from '../../protocol/index.ts';
import { createSolanaProvider } from '../createSolanaProvider.ts';
import { GATEWAY_IDL } from '../program/gatewayIdl.ts';
import { coderValue } from '../program/plainValue.ts';
import { type Script, scriptedNode } from '../testing/scriptedNode.ts';
import { TEST_DEPLOYMENT } from '../testing/testDeployment.ts';

const coder = new BorshAccountsCoder(GATEWAY_IDL);
const NOW = 1_795_000_000n;
const OWN = Keypair.generate().publicKey;
const OTHER = Keypair.generate().publicKey;
const SYSVAR = 'Sysvar1111111111111111111111111111111111111';
const rootOf = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;

const account = (data: Uint8Array, owner: string) => ({
  owner,
  executable: false,
  lamports: 1_788_720,
  data: [Buffer.from(data).toString('base64'), 'base64'],
});

async function stored(at: { root: Hex; notAfter: bigint; payer?: typeof OWN; owner?: string }) {
  const { root, notAfter, payer = OWN, owner = TEST_DEPLOYMENT.programId } = at;
  const value = { bump: 255, root: hexToBytes(root), epoch: 1n, count: 3, bitmap: 7, notAfter };
  const data = await coder.encode('AttestedRoot', coderValue({ ...value, attester: OTHER, payer }));
  return { pubkey: OTHER.toBase58(), account: account(data, owner) };
}

const clock: Script = {
  getMultipleAccounts: () => {
    const data = new Uint8Array(40);
    new DataView(data.buffer).setBigInt64(32, NOW, true);
    return { result: { context: { slot: 5 }, value: [account(data, SYSVAR)] } };
  },
};

function roots(script: Script): Promise<readonly Hex[]> {
  const fetch = scriptedNode({ ...clock, ...script });
  const { closableRoots } = createSolanaProvider({
    url: 'https://solana.example.org',
    deployment: TEST_DEPLOYMENT,
    fetch,
  });
  return closableRoots(OWN.toBase58());
}

describe('roots that may be closed', () => {
  it('are those of the payer that are over, by the chain’s clock, to the second', async () => {
    const answer = await Promise.all([
      stored({ root: rootOf(1), notAfter: NOW - 1n }),
      stored({ root: rootOf(2), notAfter: NOW }),
      stored({ root: rootOf(3), notAfter: NOW + 3_600n }),
      stored({ root: rootOf(4), notAfter: NOW - 3_600n }),
      stored({ root: rootOf(5), notAfter: 0n, payer: OTHER }),
    ]);
    expect(await roots({ getProgramAccounts: () => ({ result: answer }) })).toEqual([rootOf(1), rootOf(4)]);
  });

  it('are asked for by kind and payer alone, where the account has them', async () => {
    const whole = await stored({ root: rootOf(1), notAfter: 1n });
    const bytes = Buffer.from(whole.account.data[0] as string, 'base64');
    let asked: unknown;
    await roots({
      getProgramAccounts: (params) => {
        asked = params;
        return { result: [] };
      },
    });
    const [program, config] = asked as [string, { filters: { memcmp: { offset: number } }[] }];
    expect(program).toBe(TEST_DEPLOYMENT.programId);
    const payerAt = config.filters[1]?.memcmp.offset ?? 0;
    expect(config.filters).toEqual([
      { memcmp: coder.memcmp('AttestedRoot') },
      { memcmp: { offset: payerAt, bytes: OWN.toBase58() } },
    ]);
    expect(bytes.subarray(payerAt)).toEqual(Buffer.from(OWN.toBytes()));
  });

  it('are not believed when they are no accounts of the gateway, and none are made up without the search', async () => {
    const foreign = await stored({ root: rootOf(1), notAfter: 1n, owner: OTHER.toBase58() });
    const script = { getProgramAccounts: () => ({ result: [foreign] }) };
    await expect(roots(script)).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
    await expect(roots({})).rejects.toMatchObject({
      code: 'CXT_CHAIN_BAD_ANSWER',
      message: expect.stringContaining('getProgramAccounts'),
    });
  });
});
