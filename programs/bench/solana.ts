/**
 * `npm run bench:solana`: compute units, bytes and lamports beside the bars of the design and beside other bridges, then what a
 * message costs by the size of its batch. `-- --json` prints one JSON object instead. Exits 1 when a bar is missed.
 */
import { type BatchFigures, measureBatches, RELAYER_ITEMS } from './batches.ts';
import { measureSolana, type SolanaFigures } from './measure.ts';

interface Bar {
  readonly name: keyof SolanaFigures;
  readonly what: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const BARS: readonly Bar[] = [
  { name: 'deliverSingleCu', what: 'deliver one transfer, CU', atMost: 180_000 },
  { name: 'deliverSingleBytes', what: 'its transaction, bytes', atMost: 1_232 },
  { name: 'deliverNewAccountCu', what: 'to a bought token account, CU', atMost: 215_000 },
  { name: 'perExtraItemCu', what: 'each further transfer, CU', atMost: 30_000 },
  { name: 'itemsPerTransaction', what: 'transfers in one transaction', atLeast: 4 },
  { name: 'sendCu', what: 'send, CU', atMost: 60_000 },
];

/** Figures of others, as published or measured by the design's authors. */
const PEERS = [
  ['Wormhole core verification', '334,846 CU in 2 to 4 transactions'],
  ['Wormhole NTT, per receipt', '9,700,000 lamports budgeted'],
  ['Hyperlane', '42,000 CU a signature'],
] as const;

function isMissed(bar: Bar, value: number): boolean {
  return value > (bar.atMost ?? Number.POSITIVE_INFINITY) || value < (bar.atLeast ?? 0);
}

function table(figures: SolanaFigures): string {
  const number = (value: number): string => value.toLocaleString('en-US').padStart(12);
  const barred = BARS.map((bar) => {
    const value = figures[bar.name];
    const verdict = isMissed(bar, value) ? 'MISSED' : 'ok';
    return `${bar.what.padEnd(34)}${number(value)}${number(bar.atMost ?? bar.atLeast ?? 0)}  ${verdict}`;
  });
  return [
    `${'5 of 7, committed program'.padEnd(34)}${'measured'.padStart(12)}${'bar'.padStart(12)}`,
    ...barred,
    `${'rent paid, lamports'.padEnd(34)}${number(figures.rentPaidLamports)}`,
    `${'rent returned, lamports'.padEnd(34)}${number(figures.rentReturnedLamports)}`,
    '',
    ...PEERS.map(([name, value]) => `${name.padEnd(34)}${value}`),
  ].join('\n');
}

/** What changes with the size of a batch, for each message. */
function batchTable(batches: readonly BatchFigures[]): string {
  const columns = ['items', 'transactions', 'CU', 'bytes', 'fee', 'rent'];
  const row = (load: string, cells: readonly (number | string)[]): string =>
    load.padEnd(16) + cells.map((cell) => cell.toLocaleString('en-US').padStart(13)).join('');
  return [
    row('a message', columns),
    ...batches.map((batch) =>
      row(batch.load, [
        batch.items,
        batch.transactions,
        batch.computeUnitsPerItem,
        batch.bytesPerItem,
        batch.feeLamportsPerItem,
        batch.rentLamportsPerItem,
      ]),
    ),
    'fee and rent in lamports; rent stays in the stored root until somebody closes it after the batch has expired',
  ].join('\n');
}

const figures = measureSolana();
const batches = measureBatches();
console.log(
  process.argv.includes('--json')
    ? JSON.stringify({ ...figures, batches })
    : `${table(figures)}\n\n${batchTable(batches)}`,
);
const missed = [
  ...BARS.filter((bar) => isMissed(bar, figures[bar.name])).map(
    ({ name }) => `${name} is ${figures[name]}: the bar is missed`,
  ),
  ...batches
    .filter(({ items, transactions }) => items <= RELAYER_ITEMS && transactions > 1)
    .map(({ load, items, transactions }) => `${items} items, ${load}: ${transactions} transactions, not one`),
];
for (const line of missed) console.error(line);
process.exitCode = missed.length === 0 ? 0 : 1;
