/** How deliveries are split, and what becomes of their items, on a real runtime with the real program. */
import { Keypair, type PublicKey } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockRef, ObservedTransaction } from '../core/index.ts';
import { eventsOf, flowsOf } from '../core/testing/chainDriver.ts';
import { WORLD_LIMITS } from '../core/testing/index.ts';
import {
  bytesToHex,
  decodeCompact,
  hexToBytes,
  OPEN_ACCOUNT_BIT,
  solanaAddressToBytes32,
} from '../protocol/index.ts';
import { createSolanaProvider } from './createSolanaProvider.ts';
import { gatewayAddresses } from './program/addresses.ts';
import { createSolanaRpc } from './rpc/solanaRpc.ts';
import { claimCreditInstruction, openTokenAccountInstruction } from './send.ts';
import { createLonelySolana, type LonelySolana } from './testing/lonelySolana.ts';
import { COMPUTE_UNITS } from './tx/computeBudget.ts';
import { INBOX } from './testing/composeReceiver.ts';

const CXT = 10n ** 18n;

let solana: LonelySolana;
let cursor: BlockRef;

beforeAll(async () => {
  solana = await createLonelySolana({ ownTable: true });
  await solana.chain.finalize();
  cursor = (await solana.chain.provider.heads()).finalized;
}, 60_000);
afterAll(() => solana.chain.surfnet.stop());

/** What became final since the last call. */
async function drain(): Promise<readonly ObservedTransaction[]> {
  const { provider, finalize } = solana.chain;
  await finalize();
  const { finalized } = await provider.heads();
  const page = await provider.observe({ from: cursor, to: finalized });
  cursor = finalized;
  return page.transactions;
}

/** Rent of the submitter in these transactions. */
function rentOf(transactions: readonly ObservedTransaction[]): { paid: bigint; recovered: bigint } {
  return transactions
    .flatMap(({ rent = [] }) => rent)
    .filter(({ account }) => account === solana.chain.submitter.account)
    .reduce((sum, { paid, recovered }) => ({ paid: sum.paid + paid, recovered: sum.recovered + recovered }), {
      paid: 0n,
      recovered: 0n,
    });
}

describe('a delivery', () => {
  it('makes a lookup table first, then puts four items of two sources into one transaction', async () => {
    const { inbound, deliver, run, homeEid, spokeEid } = solana;
    const strangers = [1, 2].map(() => Keypair.generate().publicKey);
    const packets = [
      inbound({ nonce: 1n, amountWei: CXT }),
      inbound({ nonce: 2n, amountWei: 2n * CXT, recipient: strangers[0] as PublicKey }),
      inbound({
        nonce: 3n,
        amountWei: 3n * CXT,
        recipient: strangers[1] as PublicKey,
        execution: OPEN_ACCOUNT_BIT,
      }),
      inbound({ nonce: 1n, amountWei: 4n * CXT, srcEid: spokeEid }),
    ];
    expect(await run(await deliver(packets))).toEqual(['create lookup table', 'deliver']);
    const seen = await drain();
    expect(
      eventsOf(seen, 'delivered').map(({ srcEid, nonce, amountWei }) => [srcEid, nonce, amountWei]),
    ).toEqual([
      [homeEid, 1n, CXT],
      [homeEid, 3n, 3n * CXT],
      [spokeEid, 1n, 4n * CXT],
    ]);
    expect(eventsOf(seen, 'claimable')).toMatchObject([
      { nonce: 2n, amountWei: 2n * CXT, leaf: packets[1]?.leaf },
    ]);
    expect(eventsOf(seen, 'batchAccepted')).toMatchObject([{ done: 4, failed: 0 }]);
    expect(flowsOf(seen).map(({ amountWei }) => amountWei)).toEqual([CXT, 3n * CXT, 4n * CXT]);
  });

  it('goes by the root and proofs when it does not fit, and goes on where it stopped', async () => {
    const { inbound, deliver, chain, include } = solana;
    const packets = Array.from({ length: 9 }, (_, index) =>
      inbound({ nonce: 10n + BigInt(index), amountWei: CXT }),
    );
    const call = await deliver(packets);
    const steps = await chain.submitter.plan(call);
    expect(steps[0]?.label).toMatch(/^attest/);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.length).toBeLessThan(7);
    for (const step of steps.slice(0, 2)) await include(step);
    const rest = await chain.submitter.plan(call);
    expect(rest.every(({ label }) => !label.startsWith('attest'))).toBe(true);
    expect(rest.length).toBeLessThan(steps.length);
    for (const step of rest) await include(step);
    expect(await chain.submitter.plan(call)).toEqual([]);
    const seen = await drain();
    expect(eventsOf(seen, 'delivered').map(({ nonce }) => nonce)).toEqual(
      packets.map((_, index) => 10n + BigInt(index)),
    );
    expect(eventsOf(seen, 'batchAccepted').map(({ done }) => done)).toEqual(packets.map(() => 1));
    const { epoch, root } = decodeCompact(call.attestation);
    expect(eventsOf(seen, 'rootAttested')).toEqual([
      {
        type: 'rootAttested',
        root,
        epoch,
        bitmap: 0b11111,
        submitter: chain.submitter.account,
        count: packets.length,
      },
    ]);
    const { provider, deployment } = chain;
    const rootAccount = gatewayAddresses(deployment.programId).root(root).toBase58();
    expect(rentOf(seen)).toEqual({ paid: await provider.balanceOf(rootAccount), recovered: 0n });
  });

  it('puts rent into what has to wait and gets it back at the claim, to the lamport', async () => {
    const { inbound, deliver, run, chain } = solana;
    const { provider, submitter, passTime } = chain;
    await drain();
    const large = inbound({ nonce: 40n, amountWei: WORLD_LIMITS.thresholdWei + CXT });
    const before = await provider.balanceOf(submitter.account);
    await run(await deliver([large]));
    const queued = await drain();
    const { queued: addressOf } = gatewayAddresses(chain.deployment.programId);
    const deposit = await provider.balanceOf(addressOf(large.leaf).toBase58());
    expect(deposit).toBeGreaterThan(0n);
    expect(rentOf(queued)).toEqual({ paid: deposit, recovered: 0n });
    await passTime(WORLD_LIMITS.delaySeconds + 1n);
    await run({ kind: 'claimQueued', item: bytesToHex(large.item) });
    expect(rentOf(await drain())).toEqual({ paid: 0n, recovered: deposit });
    // What is missing are the fees of two transactions.
    const spent = before - (await provider.balanceOf(submitter.account));
    expect(spent).toBeGreaterThan(0n);
    expect(spent).toBeLessThan(deposit);
  });

  it('goes by the root and proofs when the calls alone are longer than a transaction', async () => {
    const { inbound, deliver, run } = solana;
    const call = { recipient: INBOX, execution: 500_000, composeMsg: `0x${'c0'.repeat(400)}` } as const;
    const packets = [43n, 44n, 45n].map((nonce) => inbound({ nonce, amountWei: CXT, ...call }));
    const labels = await run(await deliver(packets));
    expect(labels).toEqual(['attest', 'deliver 1', 'deliver 2', 'deliver 3']);
    expect(eventsOf(await drain(), 'delivered').map(({ nonce }) => nonce)).toEqual([43n, 44n, 45n]);
  });

  it('finds a stored root when its time is over, and gets its rent back by closing it, to the lamport', async () => {
    const { inbound, deliverOne, run, chain } = solana;
    const { provider, submitter, passTime } = chain;
    const from = submitter.account;
    const packets = [41n, 42n].map((nonce) => inbound({ nonce, amountWei: CXT }));
    const call = await deliverOne(packets, 1);
    if (call.kind !== 'deliverOne') throw new Error('unreachable');
    await run(call);
    await drain();
    const { root } = decodeCompact(call.attestation);
    const close = { kind: 'closeRoot', root } as const;
    expect(await provider.closableRoots(from)).not.toContain(root);
    expect(await provider.estimate({ ...close, from })).toEqual({ ok: false, reason: 'RootStillValid' });
    await passTime(3_601n);
    expect(await provider.closableRoots(from)).toContain(root);
    expect(await provider.closableRoots(chain.userKey.publicKey.toBase58())).toEqual([]);
    const dryRun = await provider.estimate({ ...close, from });
    expect(dryRun.ok && dryRun.gas < BigInt(COMPUTE_UNITS.closeRoot)).toBe(true);
    const { root: addressOf } = gatewayAddresses(chain.deployment.programId);
    const deposit = await provider.balanceOf(addressOf(root).toBase58());
    expect(await run(close)).toEqual(['close root']);
    expect(rentOf(await drain())).toEqual({ paid: 0n, recovered: deposit });
    expect(await provider.closableRoots(from)).not.toContain(root);
    expect(await run(close)).toEqual([]);
    expect(await provider.estimate({ ...close, from })).toEqual({ ok: false, reason: 'NothingLeft' });
  });

  it('leaves out what somebody else delivered meanwhile', async () => {
    const { inbound, deliver, run, chain } = solana;
    const packets = [20n, 21n].map((nonce) => inbound({ nonce, amountWei: CXT }));
    await run(await deliver(packets.slice(0, 1)));
    await run(await deliver(packets));
    const seen = await drain();
    expect(eventsOf(seen, 'delivered').map(({ nonce }) => nonce)).toEqual([20n, 21n]);
    expect(eventsOf(seen, 'batchAccepted')).toMatchObject([{ done: 1 }, { done: 1, failed: 0 }]);
    expect(
      await chain.provider.estimate({ ...(await deliver(packets)), from: chain.submitter.account }),
    ).toEqual({
      ok: true,
      gas: 0n,
    });
  });

  it('opens the page of a nonce that has none', async () => {
    const { inbound, deliver, run, chain, homeEid } = solana;
    const nonces = [8_191n, 8_192n];
    const labels = await run(await deliver(nonces.map((nonce) => inbound({ nonce, amountWei: CXT }))));
    expect(labels).toEqual([`open nonces ${homeEid}/1`, 'deliver']);
    const keys = [...nonces, 8_193n].map((nonce) => ({
      srcEid: homeEid,
      dstEid: chain.deployment.eid,
      nonce: nonce as never,
    }));
    expect(await chain.provider.noncesUsed(keys)).toEqual([true, true, false]);
    expect(eventsOf(await drain(), 'delivered')).toHaveLength(2);
  });

  it('of one item reverts with the reason where a bundle would report it', async () => {
    const { inbound, deliverOne, chain } = solana;
    const packets = [inbound({ nonce: 30n, amountWei: CXT }), inbound({ nonce: 31n, amountWei: CXT })];
    const call = await deliverOne(packets, 1);
    const from = chain.submitter.account;
    expect(await chain.provider.estimate({ ...call, from })).toMatchObject({ ok: true });
    if (call.kind !== 'deliverOne') throw new Error('unreachable');
    const forged = { ...call, proof: [packets[1]?.leaf as `0x${string}`] };
    expect(await chain.provider.estimate({ ...forged, from })).toEqual({ ok: false, reason: 'RootMismatch' });
  });

  it('refuses items for another chain and from a chain without a lane, by name', async () => {
    const { inbound, deliver, chain } = solana;
    const call = await deliver([inbound({ nonce: 40n, amountWei: CXT })]);
    const from = chain.submitter.account;
    const withWord = (offset: number, word: string) => ({
      ...call,
      items: `${call.items.slice(0, 2 + 2 * offset)}${word}${call.items.slice(10 + 2 * offset)}` as const,
      from,
    });
    expect(await chain.provider.estimate(withWord(4, '00009ce6') as never)).toEqual({
      ok: false,
      reason: 'DestinationMismatch',
    });
    expect(await chain.provider.estimate(withWord(0, '00009d27') as never)).toEqual({
      ok: false,
      reason: 'NoPeer',
    });
  });
});

describe('a credit without a token account', () => {
  it('waits until its owner opens one and claims it', async () => {
    const { inbound, deliver, run, chain } = solana;
    const owner = Keypair.generate().publicKey;
    const packet = inbound({ nonce: 50n, amountWei: 7n * CXT, recipient: owner });
    await run(await deliver([packet]));
    await drain();
    const { deployment } = chain;
    const payer = chain.userKey.publicKey.toBase58();
    const rpc = createSolanaRpc({ url: chain.url });
    await chain.execute([
      openTokenAccountInstruction({ deployment, payer, owner: owner.toBase58() }),
      await claimCreditInstruction({ rpc, deployment, payer, leaf: packet.leaf }),
    ]);
    const seen = await drain();
    expect(eventsOf(seen, 'delivered')).toMatchObject([
      { nonce: 50n, leaf: packet.leaf, amountWei: 7n * CXT },
    ]);
    expect(flowsOf(seen)).toEqual([{ kind: 'mint', amountWei: 7n * CXT }]);
    await expect(claimCreditInstruction({ rpc, deployment, payer, leaf: packet.leaf })).rejects.toMatchObject(
      {
        code: 'CXT_CHAIN_STATE_UNAVAILABLE',
      },
    );
  });

  it('goes to another token account that the recipient owns', async () => {
    const { inbound, deliver, run, chain } = solana;
    const addresses = gatewayAddresses(chain.deployment.programId);
    // The fee vault is a token account of the mint whose owner has no associated one.
    const packet = inbound({ nonce: 51n, amountWei: 3n * CXT, recipient: addresses.feeAuthority });
    await run(await deliver([packet]));
    const seen = await drain();
    expect(eventsOf(seen, 'delivered')).toMatchObject([{ nonce: 51n }]);
    expect(flowsOf(seen)).toEqual([{ kind: 'mint', amountWei: 3n * CXT }]);
  });
});

describe('a call', () => {
  it('gets the compute that was bought, and is nothing once it was made', async () => {
    const { inbound, deliver, run, chain } = solana;
    const packet = inbound({
      nonce: 60n,
      amountWei: CXT,
      recipient: INBOX,
      execution: 500_000,
      composeMsg: '0xc0ffee',
    });
    await run(await deliver([packet]));
    const call = { kind: 'retryCompose', item: bytesToHex(packet.item), composeGas: 500_000 } as const;
    const estimate = await chain.provider.estimate({ ...call, from: chain.submitter.account });
    expect(estimate.ok && estimate.gas > 500_000n).toBe(true);
    expect(await run(call)).toEqual(['compose']);
    expect(eventsOf(await drain(), 'composeDelivered')).toMatchObject([{ leaf: packet.leaf }]);
    expect(await chain.submitter.plan(call)).toEqual([]);
    expect(await chain.provider.estimate({ ...call, from: chain.submitter.account })).toEqual({
      ok: false,
      reason: 'NothingLeft',
    });
  });
});

describe('what is read', () => {
  it('books burns by holders, and no transfers', async () => {
    const { chain } = solana;
    const before = await chain.provider.supplyState((await chain.provider.heads()).finalized);
    await chain.burn(CXT);
    await chain.transferAside(2n * CXT);
    expect(await drain()).toMatchObject([{ events: [], flows: [{ kind: 'burn', amountWei: CXT }] }]);
    const after = await chain.provider.supplyState(cursor);
    expect(after.totalSupplyWei).toBe(before.totalSupplyWei - CXT);
  });

  it('tells lanes and supply at a block although messages go on being sent', async () => {
    const { chain, homeEid } = solana;
    const recipient = solanaAddressToBytes32(Keypair.generate().publicKey.toBase58()).replace(
      /^0x.{24}/,
      `0x${'0'.repeat(24)}`,
    );
    const send = () =>
      chain.send({ dstEid: homeEid, recipient: recipient as `0x${string}`, amountWei: 10n ** 9n });
    await send();
    await drain();
    const [quiet] = await chain.provider.outboundLanes(cursor);
    const supply = await chain.provider.supplyState(cursor);
    await send();
    await send();
    const { provider } = chain;
    // Nothing of this is final at `cursor`, and the node's state has it already.
    expect((await provider.outboundLanes(cursor))[0]).toEqual(quiet);
    expect(await provider.supplyState(cursor)).toEqual(supply);
    // Neither does a provider need to have seen the lane before.
    const { url, deployment } = chain;
    expect((await createSolanaProvider({ url, deployment }).outboundLanes(cursor))[0]).toEqual(quiet);
    await drain();
    const [later] = await provider.outboundLanes(cursor);
    expect(later?.nonce).toBe((quiet?.nonce ?? 0n) + 2n);
    expect((await provider.supplyState(cursor)).totalSupplyWei).toBe(supply.totalSupplyWei - 2n * 10n ** 9n);
  });

  it('finds the same wherever a range is cut', async () => {
    const { chain } = solana;
    const { provider, deployment } = chain;
    const start = await provider.blockAtOrBefore(deployment.startHeight);
    if (start === null) throw new Error('no block');
    const whole = await provider.observe({ from: start, to: cursor });
    const middle = whole.transactions[Math.floor(whole.transactions.length / 2)];
    const cut = await provider.blockAt(middle?.height ?? 0n);
    if (cut === null) throw new Error('no block');
    const first = await provider.observe({ from: start, to: cut });
    const second = await provider.observe({ from: cut, to: cursor });
    expect([...first.transactions, ...second.transactions]).toEqual(whole.transactions);
    expect(hexToBytes(whole.transactions[0]?.blockHash ?? '0x')).toHaveLength(32);
  });
});
