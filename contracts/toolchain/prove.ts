/**
 * `npm run prove`: proves contracts/proof/EmissionProof.sol with the compiler's own model checker, for all numbers in range; then breaks the
 * arithmetic in planted ways, and demands a counterexample for each.
 *
 * Exits 1 when a theorem is not proved, or a planted error is not refuted. The solver (z3) is part of the npm package `solc`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { CONTRACTS_FOLDER } from './forge.ts';

interface Verdict {
  readonly proved: number;
  /** Messages of what is refuted (`happens here`) or undecided (`might happen here`). */
  readonly refuted: readonly string[];
  readonly undecided: readonly string[];
}

interface CompilerMessage {
  readonly severity: string;
  readonly message: string;
  readonly formattedMessage: string;
}

interface Compiler {
  compile(input: string): string;
}

const PROOF = 'proof/EmissionProof.sol';
const LIBRARY = 'src/compute/libraries/Emission.sol';

const THEOREMS = [
  'BudgetProof',
  'SplitProof',
  'TargetProof',
  'PriceProof',
  'ScoreProof',
  'ShareProof',
  'LimitProof',
] as const;

type Theorem = (typeof THEOREMS)[number];

/** Errors that somebody could make in the arithmetic, and the contract of the proof that each one breaks. */
const PLANTED: readonly (readonly [theorem: Theorem, was: string, becomes: string])[] = [
  ['BudgetProof', 'return remainingWei * rate / SCALE;', 'return remainingWei * rate / 1e15;'],
  ['BudgetProof', 'workUnits >= target ? SCALE :', 'workUnits > 2 * target ? SCALE :'],
  ['BudgetProof', 'return budgetWei * used / SCALE;', 'return (budgetWei * used + SCALE) / SCALE;'],
  ['SplitProof', 'return releaseWei - releaseWei * 3 / 4;', 'return releaseWei / 4 + 1;'],
  ['SplitProof', 'if (score == 0) return (0, 0);', ''],
  ['SplitProof', 'if (baseWei > most) baseWei = most;', ''],
  ['SplitProof', 'computeWei * paidScore / score;', 'computeWei * (paidScore + 1) / score;'],
  ['SplitProof', 'uint256 computeWei = releaseWei * 3 / 4;', 'uint256 computeWei = releaseWei * 4 / 5;'],
  ['TargetProof', 'if (next < minimum) next = minimum;', ''],
  ['TargetProof', 'uint256 most = target * 17 / 16;', 'uint256 most = target * 18 / 16;'],
  ['TargetProof', 'workUnits < least ? least :', 'workUnits < least ? workUnits :'],
  ['PriceProof', 'if (priceOfOne > type(uint128).max) priceOfOne = type(uint128).max;', ''],
  ['PriceProof', 'return priceOfOne - priceOfOne / 16;', 'return priceOfOne - priceOfOne / 8;'],
  ['ScoreProof', 'BASE_WEIGHT * _least(reputation, MOST_REPUTATION)', 'BASE_WEIGHT * reputation'],
  ['ScoreProof', '* _least(tier, MOST_TIER);', '* tier;'],
  ['ScoreProof', 'return _least(added, most - present);', 'return _least(added, most);'],
  ['ShareProof', 'total == 0 ? 0 : amountWei * score', 'amountWei * score'],
  ['ShareProof', 'amountWei * score / total;', '(amountWei * score + total - 1) / total;'],
  ['LimitProof', 'stakeWei / 30);', 'stakeWei / 29);'],
  ['LimitProof', 'SCALE + sunkWei, stakeWei', 'SCALE + 2 * sunkWei, stakeWei'],
];

const compiler = createRequire(import.meta.url)('solc') as Compiler;

function readSource(path: string): string {
  return readFileSync(join(CONTRACTS_FOLDER, path), 'utf8');
}

/** Compiles the proof over that text of the library and asks the model checker about one contract of it. */
function check(theorem: Theorem, library: string): Verdict {
  const input = {
    language: 'Solidity',
    sources: { [PROOF]: { content: readSource(PROOF) }, [LIBRARY]: { content: library } },
    settings: {
      modelChecker: {
        contracts: { [PROOF]: [theorem] },
        engine: 'bmc',
        solvers: ['z3'],
        targets: ['assert', 'overflow', 'underflow', 'divByZero'],
        showProvedSafe: true,
        showUnproved: true,
        showUnsupported: true,
      },
      outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
    },
  };
  const { errors = [] } = JSON.parse(compiler.compile(JSON.stringify(input))) as {
    errors?: CompilerMessage[];
  };
  const fatal = errors.find(({ severity }) => severity === 'error');
  if (fatal !== undefined) throw new Error(fatal.formattedMessage);
  const texts = errors.filter(({ message }) => message.startsWith('BMC:'));
  const having = (part: string): CompilerMessage[] => texts.filter(({ message }) => message.includes(part));
  return {
    proved: having('check is safe!').length,
    refuted: having('happens here').map(({ formattedMessage }) => formattedMessage),
    undecided: texts
      .filter(({ message }) => !/check is safe!|happens here/.test(message))
      .map(({ formattedMessage }) => formattedMessage),
  };
}

function plantedIn(library: string, was: string, becomes: string): string {
  if (library.split(was).length !== 2) throw new Error(`${LIBRARY} does not have exactly once: ${was}`);
  return library.replace(was, becomes);
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

const library = readSource(LIBRARY);
let failed = 0;
for (const theorem of THEOREMS) {
  const startedMs = performance.now();
  const { proved, refuted, undecided } = check(theorem, library);
  for (const text of [...refuted, ...undecided]) process.stderr.write(`${text}\n`);
  if (refuted.length + undecided.length > 0 || proved === 0) failed += 1;
  const figures = `${proved} proved, ${refuted.length} refuted, ${undecided.length} undecided`;
  process.stdout.write(`${theorem.padEnd(12)} ${figures}, ${seconds(startedMs)}\n`);
}
for (const [theorem, was, becomes] of PLANTED) {
  const startedMs = performance.now();
  const { refuted } = check(theorem, plantedIn(library, was, becomes));
  if (refuted.length === 0) failed += 1;
  const word = refuted.length > 0 ? 'refuted' : 'NOT REFUTED';
  const change = `${was}  ->  ${becomes === '' ? '(removed)' : becomes}`;
  process.stdout.write(`${theorem.padEnd(12)} ${word} ${seconds(startedMs)}: ${change}\n`);
}
process.stdout.write(`${THEOREMS.length + PLANTED.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
