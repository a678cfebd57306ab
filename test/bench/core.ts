/**
 * `npm run bench:core [-- --messages N] [--json]`: the relayer's own work for a message, without chains and network: decode and book a final page, commit it
 * to sqlite, rebuild leaves, journal them durably, sign bundles of 64. One thread.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ObservedTransaction, PacketSentEvent } from '@cxt-bridge/adapters/core';
import {
  attestationDigest,
  bridgeId,
  domainSeparator,
  eid,
  encodeMessage,
  encodePacket,
  evmAddressToBytes32,
  INITIAL_LANE_HASH,
  keccakText,
  leafHash,
  merkleRoot,
  nextLaneHash,
  nonce,
  packetGuid,
  TOTAL_SUPPLY_WEI,
  units,
  wei,
} from '@cxt-bridge/adapters/protocol';
import { emptyLedger } from '../../relayer/src/domain/ledger/book.ts';
import { mayCredit } from '../../relayer/src/domain/ledger/gate.ts';
import { adoptPage, pageWrites } from '../../relayer/src/engine/persist.ts';
import { planPage } from '../../relayer/src/engine/planPage.ts';
import { emptyState } from '../../relayer/src/engine/state.ts';
import { createLocalSigner, openFileSignJournal } from '../../relayer/src/signer/index.ts';
import { createSqliteStore } from '../../relayer/src/store/sqliteStore.ts';

const HOME = eid(40161);
const BSC = eid(40102);
const GATEWAY = evmAddressToBytes32('0x8f22d78ecf9bbd03f00dec14b801d8ddf2fdf824');
const PAGE_MESSAGES = 256;
const BUNDLE = 64;
const AMOUNT_UNITS = 1_000n;

const { values } = parseArgs({ options: { messages: { type: 'string' }, json: { type: 'boolean' } } });
const messages = Number(values.messages ?? 50_000);
if (!Number.isSafeInteger(messages) || messages < BUNDLE) {
  console.error(`--messages ${values.messages}: not a whole number of at least ${BUNDLE}`);
  process.exit(1);
}

/** What a chain would show: final packets of one lane, each with its lock. */
function transactionOf(index: number): ObservedTransaction {
  const route = {
    nonce: nonce(BigInt(index + 1)),
    srcEid: HOME,
    sender: GATEWAY,
    dstEid: BSC,
    receiver: GATEWAY,
  };
  const message = encodeMessage({ sendTo: GATEWAY, amountUnits: units(AMOUNT_UNITS) });
  const event: PacketSentEvent = {
    type: 'packetSent',
    srcEid: HOME,
    dstEid: BSC,
    nonce: route.nonce,
    guid: packetGuid(route),
    packet: encodePacket({ ...route, message }),
    execution: 0,
    feeWei: wei(0n),
    transitFeeWei: wei(0n),
    sender: '0x0000000000000000000000000000000000000001',
  };
  return {
    height: BigInt(1 + Math.floor(index / PAGE_MESSAGES)),
    blockHash: '0x01',
    timestamp: BigInt(index),
    txHash: `0x${index.toString(16)}`,
    index: index % PAGE_MESSAGES,
    gasUsed: 90_000n,
    events: [event],
    flows: [{ kind: 'vaultIn', amountWei: wei(AMOUNT_UNITS * 10n ** 9n) }],
  };
}

/** The chain's own lane hash after each message; not the relayer's work, so made before the clock starts. */
function laneHashesOf(transactions: readonly ObservedTransaction[]): `0x${string}`[] {
  const hashes: `0x${string}`[] = [INITIAL_LANE_HASH];
  for (const { events } of transactions) {
    for (const event of events) {
      if (event.type !== 'packetSent') continue;
      hashes.push(
        nextLaneHash(hashes.at(-1) ?? INITIAL_LANE_HASH, leafHash({ execution: 0, packet: event.packet })),
      );
    }
  }
  return hashes;
}

const folder = mkdtempSync(join(tmpdir(), 'cxt-core-'));
try {
  const transactions = Array.from({ length: messages }, (_, index) => transactionOf(index));
  const id = bridgeId('bench');
  const store = createSqliteStore({ path: join(folder, 'store.sqlite') });
  const journal = await openFileSignJournal({
    path: join(folder, 'sign.journal'),
    bridgeId: id,
    create: true,
  });
  const attester = createLocalSigner(keccakText('core bench'));
  const state = emptyState(
    emptyLedger({ homeEid: HOME, spokeEids: [BSC], totalSupplyWei: TOTAL_SUPPLY_WEI }),
  );
  const setHash = keccakText('set');
  const separator = domainSeparator(id);
  const laneHashes = laneHashesOf(transactions);
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  let signed = 0;
  let height = 0n;
  for (let first = 0; first < messages; first += PAGE_MESSAGES) {
    const page = transactions.slice(first, first + PAGE_MESSAGES);
    const block = (at: bigint) => ({ height: at, hash: '0x01', parentHash: '0x00', timestamp: at }) as const;
    const lockedWei = wei(BigInt(first + page.length) * AMOUNT_UNITS * 10n ** 9n);
    const plan = planPage({
      state,
      submitter: '',
      input: {
        page: { eid: HOME, from: block(height), to: block(height + 1n), transactions: page },
        state: {
          lanes: [
            {
              dstEid: BSC,
              nonce: BigInt(first + page.length),
              laneHash: laneHashes[first + page.length] ?? INITIAL_LANE_HASH,
            },
          ],
          supply: {
            totalSupplyWei: TOTAL_SUPPLY_WEI,
            vaultWei: lockedWei,
            lockedWei,
            outstandingWei: new Map([[BSC, lockedWei]]),
          },
        },
        reopened: new Map(),
      },
      homeEid: HOME,
      chain: 'ethereum',
      nowMs: 0,
    });
    await store.commit(pageWrites({ plan, firstSequence: state.nextSequence }));
    adoptPage({ state, plan });
    height += 1n;
    const fresh = plan.created.flatMap((guid) => plan.messages.get(guid) ?? []);
    for (let at = 0; at < fresh.length; at += BUNDLE) {
      const bundle = fresh.slice(at, at + BUNDLE);
      for (const { leaf, amountUnits } of bundle) {
        const refusal = mayCredit({ ledger: state.ledger, leaf, amountWei: BigInt(amountUnits) * 10n ** 9n });
        if (refusal !== null) throw new Error(`refused: ${refusal}`);
      }
      const root = merkleRoot(bundle.map(({ leaf }) => leaf));
      await journal.reserve(
        bundle.map(({ srcEid, dstEid, nonce: own, leaf }) => ({
          kind: 'BATCH',
          srcEid,
          dstEid,
          nonce: BigInt(own),
          leaf,
        })),
      );
      await attester.sign(
        attestationDigest({
          kind: 1,
          epoch: 1n,
          setHash,
          domain: BSC,
          seq: 0n,
          root,
          count: bundle.length,
          notAfter: 1n,
          domainSeparator: separator,
        }),
      );
      signed += bundle.length;
    }
  }
  const seconds = (performance.now() - startMs) / 1000;
  const cpu = process.cpuUsage(startCpu);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  await journal.close();
  await store.close();
  const result = {
    messages: signed,
    seconds: Number(seconds.toFixed(2)),
    perSecond: Math.round(signed / seconds),
    perCpuSecond: Math.round(signed / cpuSeconds),
    rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `${result.messages} messages observed, booked, journaled and signed in ${result.seconds} s: ${result.perSecond}/s, ${result.perCpuSecond} a second of processor time (bar 5000 a core), ${result.rssMiB} MiB`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
