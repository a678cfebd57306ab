/**
 * SPL Token 9.0.0 as this toolchain builds it, in the place of the runtime's own: the same instructions must give the same
 * results and leave the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Keypair,
  type PublicKey,
  SystemProgram,
  SYSVAR_RENT_PUBKEY,
  TransactionInstruction,
} from '@solana/web3.js';
import { expect, test } from 'vitest';
import { LiteChain } from '../../tests/support/liteChain.ts';
import { TOKEN_PROGRAM } from '../../tests/support/splToken.ts';
import { ARTIFACTS_FOLDER } from '../paths.ts';

const seeded = (byte: number): Keypair => Keypair.fromSeed(new Uint8Array(32).fill(byte));
const MINT = seeded(1);
const A = seeded(2);
const B = seeded(3);
const OWNER = seeded(4);
const DELEGATE = seeded(5);
const MULTISIG = seeded(6);
const RENT = { publicKey: SYSVAR_RENT_PUBKEY };
const MAX = 2n ** 64n - 1n;

type Party = { readonly publicKey: PublicKey };
interface Step {
  readonly name: string;
  readonly data: readonly (number | bigint | Uint8Array)[];
  /** Accounts that are written, then those that are read. */
  readonly writes: readonly Party[];
  readonly reads?: readonly Party[];
  readonly signers?: readonly Keypair[];
  /** Account to create first, and its size. */
  readonly creates?: readonly [Keypair, number];
}

const key = (party: Party): Uint8Array => party.publicKey.toBytes();
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

const STEPS: readonly Step[] = [
  {
    name: 'mint',
    data: [0, 6, key(OWNER), 1, key(OWNER)],
    writes: [MINT],
    reads: [RENT],
    creates: [MINT, 82],
  },
  { name: 'mint again', data: [20, 6, key(OWNER), 0], writes: [MINT] },
  { name: 'account a', data: [1], writes: [A], reads: [MINT, OWNER, RENT], creates: [A, 165] },
  { name: 'account b', data: [18, key(DELEGATE)], writes: [B], reads: [MINT], creates: [B, 165] },
  { name: 'mint all', data: [7, MAX], writes: [MINT, A], signers: [OWNER] },
  { name: 'mint too much', data: [7, 1n], writes: [MINT, A], signers: [OWNER] },
  { name: 'mint by a stranger', data: [7, 1n], writes: [MINT, A], signers: [DELEGATE] },
  { name: 'transfer', data: [3, 1_234_567_890_123n], writes: [A, B], signers: [OWNER] },
  { name: 'transfer to itself', data: [3, 5n], writes: [A, A], signers: [OWNER] },
  { name: 'too much', data: [3, 10n ** 18n], writes: [B, A], signers: [DELEGATE] },
  { name: 'approve', data: [4, 50n], writes: [A], reads: [DELEGATE], signers: [OWNER] },
  { name: 'by the delegate', data: [3, 40n], writes: [A, B], signers: [DELEGATE] },
  { name: 'over the allowance', data: [3, 40n], writes: [A, B], signers: [DELEGATE] },
  { name: 'revoke', data: [5], writes: [A], signers: [OWNER] },
  { name: 'burn', data: [8, 5n], writes: [A, MINT], signers: [OWNER] },
  { name: 'freeze', data: [10], writes: [A], reads: [MINT], signers: [OWNER] },
  { name: 'frozen', data: [3, 1n], writes: [A, B], signers: [OWNER] },
  { name: 'thaw', data: [11], writes: [A], reads: [MINT], signers: [OWNER] },
  {
    name: 'multisig',
    data: [2, 2],
    writes: [MULTISIG],
    reads: [RENT, OWNER, DELEGATE],
    creates: [MULTISIG, 355],
  },
  { name: 'hand over', data: [6, 0, 1, key(MULTISIG)], writes: [MINT], signers: [OWNER] },
  { name: 'one of two', data: [7, 5n], writes: [MINT, B], reads: [MULTISIG], signers: [OWNER] },
  { name: 'two of two', data: [7, 5n], writes: [MINT, B], reads: [MULTISIG], signers: [OWNER, DELEGATE] },
  { name: 'close a full one', data: [9], writes: [B, A], signers: [DELEGATE] },
  { name: 'amount to text', data: [23, 1_234_567n], writes: [], reads: [MINT] },
  { name: 'text to amount', data: [24, text('12.345')], writes: [], reads: [MINT] },
  { name: 'bad text', data: [24, text('12.3x5')], writes: [], reads: [MINT] },
];

function bytes(parts: Step['data']): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      if (typeof part === 'bigint') {
        const word = Buffer.alloc(8);
        word.writeBigUInt64LE(part);
        return word;
      }
      return Buffer.from(part);
    }),
  );
}

/** Results of all steps and the bytes that they leave, with the runtime's program or with ours. */
function run(program: Uint8Array | undefined) {
  const chain = new LiteChain(1_800_000_000n);
  if (program !== undefined) chain.deploy(TOKEN_PROGRAM, program);
  const results = STEPS.map((step) => {
    const { signers = [], creates } = step;
    const meta = (party: Party, isWritable: boolean, isSigner: boolean) => ({
      pubkey: party.publicKey,
      isWritable,
      isSigner,
    });
    const keys = [
      ...step.writes.map((party) => meta(party, true, false)),
      ...(step.reads ?? []).map((party) => meta(party, false, false)),
      ...signers.map((party) => meta(party, false, true)),
    ];
    const instructions = [
      new TransactionInstruction({ programId: TOKEN_PROGRAM, keys, data: bytes(step.data) }),
    ];
    if (creates !== undefined) {
      const [account, space] = creates;
      const at = {
        fromPubkey: chain.payer.publicKey,
        newAccountPubkey: account.publicKey,
        programId: TOKEN_PROGRAM,
      };
      instructions.unshift(
        SystemProgram.createAccount({ ...at, space, lamports: Number(chain.rentFor(space)) }),
      );
    }
    const receipt = chain.send(instructions, {
      signers: creates === undefined ? signers : [...signers, creates[0]],
    });
    return {
      name: step.name,
      ok: receipt.ok,
      error: receipt.error,
      returned: Buffer.from(receipt.returned).toString('hex'),
    };
  });
  const accounts = [MINT, A, B, MULTISIG].map(({ publicKey }) =>
    Buffer.from(chain.account(publicKey)?.data ?? []).toString('hex'),
  );
  return { results, accounts };
}

test('behaves like the token program of the runtime', () => {
  const theirs = run(undefined);
  const ours = run(readFileSync(join(ARTIFACTS_FOLDER, 'crosscheck_token.so')));
  expect(ours).toEqual(theirs);
  const outcomes = theirs.results.map(({ ok }) => ok);
  expect(outcomes.filter(Boolean).length).toBeGreaterThan(12);
  expect(outcomes.filter((ok) => !ok).length).toBeGreaterThan(6);
});
