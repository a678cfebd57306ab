/**
 * `npm run test:programs`'s Rust half: the gateway's unit tests and the protocol vectors (`CXT_VECTORS` names another file), built for this machine with
 * the same compiler as the programs. Ends with `N passed, N failed`; exits 1 on a failure or when it cannot build.
 */
import { join } from 'node:path';
import { ensureDebianRust } from './debianRust.ts';
import { CARGO, PROGRAMS_FOLDER, RUSTC, WORK_FOLDER } from './paths.ts';
import { spawnSync } from 'node:child_process';

ensureDebianRust();
const { stdout, status } = spawnSync(
  CARGO,
  [
    'test',
    '--locked',
    '--package',
    'cxt-gateway',
    '--lib',
    '--tests',
    '--no-fail-fast',
    ...process.argv.slice(2),
  ],
  {
    cwd: PROGRAMS_FOLDER,
    env: { ...process.env, RUSTC, CARGO_TARGET_DIR: join(WORK_FOLDER, 'host') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
process.stdout.write(stdout);
const results = [...stdout.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
const sum = (group: number): number => results.reduce((total, result) => total + Number(result[group]), 0);
const failed = Math.max(sum(2), status === 0 && results.length > 0 ? 0 : 1);
console.log(`${sum(1)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
