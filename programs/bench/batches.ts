/**
 * What a message costs by the size of its batch, delivered as the relayer's adapter does it: all items and signatures in one
 * `deliver` where that fits a transaction, else `attest` and the items with their proofs, as many to a transaction as fit.
 */
import { Keypair } from '@solana/web3.js';
import { CXT, PEERS } from '../tests/support/deployment.ts';
import { GatewayWorld } from '../tests/support/gatewayWorld.ts';
import type { Call } from '../tests/support/idlClient.ts';
import type { Batch, Given, Inbound } from '../tests/support/inbound.ts';
import { MAX_TRANSACTION_BYTES } from '../tests/support/liteChain.ts';

/** Sizes that are compared. */
const SIZES = [1, 4, 5, 8, 16] as const;
/** Most items of the relayer's bundles for Solana. */
export const RELAYER_ITEMS = 4;
const BASE_FEE_LAMPORTS = 5_000;
const MAX_COMPUTE_UNITS = 1_400_000;
/** Upper bounds of what the parts take, as the adapter allows for them. */
const ATTEST_CU = 180_000;
const PROVEN_CU = 110_000;

/** Whom the messages go to, and from how many chains. */
const LOADS = {
  /** From one chain, to owners who have a token account. */
  known: { sources: 1, opens: false },
  /** From three chains in turn, to owners who have a token account. */
  'three sources': { sources: 3, opens: false },
  /** From one chain, to owners for whom the sender bought an account. */
  'new account': { sources: 1, opens: true },
} as const;

/** How messages arrive; see the table's first column. */
export type Load = keyof typeof LOADS;

/** One batch, measured. Whatever depends on the batch's size; rent of bought token accounts does not. */
export interface BatchFigures {
  readonly load: Load;
  readonly items: number;
  readonly transactions: number;
  readonly computeUnitsPerItem: number;
  readonly bytesPerItem: number;
  /** Without any priority fee. */
  readonly feeLamportsPerItem: number;
  /** Rent of the stored root: out of the relayer's hands until somebody closes it after the attestation has expired. */
  readonly rentLamportsPerItem: number;
}

/** Every load in every size. */
export function measureBatches(): BatchFigures[] {
  return (Object.keys(LOADS) as Load[]).flatMap((load) => {
    const world = new GatewayWorld();
    let [nonce, wallets] = [0n, 0];
    const batchOf = (items: number): Batch => {
      const { sources, opens } = LOADS[load];
      const eids = [...PEERS.keys()].slice(0, sources);
      nonce += 1n;
      // Lane by lane, as the relayer orders a bundle.
      const places = eids.flatMap((srcEid, lane) =>
        Array.from({ length: Math.ceil((items - lane) / sources) }, () => srcEid),
      );
      const messages = places.map((srcEid): Inbound => {
        wallets += 1;
        nonce += 1n;
        const to = Keypair.fromSeed(Buffer.alloc(32, `${load} ${wallets}`)).publicKey;
        if (!opens) world.openToken(to);
        return { srcEid, nonce, to, amountUnits: 7n * CXT, buysAccount: opens };
      });
      return world.batch(messages);
    };
    // The first delivery of a lane finds an empty bucket; the steady state does not.
    deliver({ world, batch: batchOf(3), load });
    return SIZES.map((items) => deliver({ world, batch: batchOf(items), load }));
  });
}

function deliver(at: { world: GatewayWorld; batch: Batch; load: Load }): BatchFigures {
  const { world, batch, load } = at;
  const items = batch.messages.length;
  const receipts = transactionsOf(at).map((calls) => world.must(calls));
  const done = batch.messages.every(({ to, amountUnits }) => world.balance(to) === amountUnits);
  if (!done) throw new Error(`a batch of ${items} was not delivered`);
  const perItem = (total: number): number => Math.ceil(total / items);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    load,
    items,
    transactions: receipts.length,
    computeUnitsPerItem: perItem(sum(receipts.map(({ computeUnits }) => computeUnits))),
    bytesPerItem: perItem(sum(receipts.map(({ bytes }) => bytes))),
    feeLamportsPerItem: perItem(receipts.length * BASE_FEE_LAMPORTS),
    rentLamportsPerItem: perItem(Number(world.chain.lamports(world.root(batch.fields.root)))),
  };
}

/** The calls of a delivery, one list a transaction. */
function transactionsOf(at: { world: GatewayWorld; batch: Batch; load: Load }): readonly (readonly Call[])[] {
  const { world, batch, load } = at;
  const given: Given = { token: true, owner: LOADS[load].opens };
  const whole = world.deliverCall(
    batch,
    batch.messages.map(() => given),
  );
  if (fits(world, [whole])) return [[whole]];
  const proven = batch.messages.map((_, index) => world.deliverProvenCall(batch, index, given));
  return [world.attestCall(batch), ...proven].reduce<Call[][]>((groups, call) => {
    const last = groups.at(-1);
    if (last !== undefined && fits(world, [...last, call])) last.push(call);
    else groups.push([call]);
    return groups;
  }, []);
}

function fits(world: GatewayWorld, calls: readonly Call[]): boolean {
  const units = calls.reduce((sum, { name }) => sum + (name === 'attest' ? ATTEST_CU : PROVEN_CU), 0);
  if (calls.length > 1 && units > MAX_COMPUTE_UNITS) return false;
  const { lookupTable } = world;
  try {
    const instructions = calls.map((call) => world.gateway.instruction(call));
    return world.chain.bytesOf(instructions, { lookupTable }) <= MAX_TRANSACTION_BYTES;
  } catch (error) {
    // Both libraries encode into a buffer of about a packet's size.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
