/**
 * The gateway's Rust unit tests, and every value and refusal of the protocol vectors (`CXT_VECTORS` names another file), built
 * for this machine with the same compiler as the programs. Arguments go to `cargo test`. Ends with `N passed, N failed`; exits 1
 * on a failure or when it cannot build.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ensureDebianRust } from './debianRust.ts';
import { HOST_BUILD } from './hostBuild.ts';
import { CARGO, PROGRAMS_FOLDER } from './paths.ts';

const COMMAND = ['test', '--locked', '--package', 'cxt-gateway', '--lib', '--tests', '--no-fail-fast'];

/** WHY: the tests run in another folder than the one in which the caller named the file. */
function vectorsVariable(): { CXT_VECTORS?: string } {
  const named = process.env['CXT_VECTORS'];
  if (named === undefined || named === '') return {};
  return { CXT_VECTORS: resolve(process.env['INIT_CWD'] ?? process.cwd(), named) };
}

function runTests(): { passed: number; failed: number } {
  ensureDebianRust();
  const { stdout, status } = spawnSync(CARGO, [...COMMAND, ...process.argv.slice(2)], {
    cwd: PROGRAMS_FOLDER,
    env: { ...process.env, ...vectorsVariable(), ...HOST_BUILD },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  const results = [...stdout.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  const sum = (group: number): number => results.reduce((total, result) => total + Number(result[group]), 0);
  // An ignored test is one that did not pass, and a runner that died has printed no result.
  const failed = Math.max(sum(2) + sum(3), status === 0 && results.length > 0 ? 0 : 1);
  return { passed: sum(1), failed };
}

let outcome = { passed: 0, failed: 1 };
try {
  outcome = runTests();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
}
console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
process.exitCode = outcome.failed === 0 ? 0 : 1;
