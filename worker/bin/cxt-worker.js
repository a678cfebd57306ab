#!/usr/bin/env node
// Runs the command line with a Node that reads TypeScript: this one, or the one that comes as the package `node`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '../src/cli/main.ts');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) await import(pathToFileURL(MAIN).href);
else runWith(packagedNode());

/** Path of the binary of the package `node`, which npm installs beside this one. */
function packagedNode() {
  try {
    const root = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const binary = join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) return binary;
  } catch {
    // Said below, in one line.
  }
  console.error(
    `error: Node ${process.versions.node} is too old: run "npm ci" here, or use Node 22.18 or later`,
  );
  process.exit(1);
}

/** The child gets every signal this process gets; the IPC channel tells it when this process is killed. */
function runWith(binary) {
  const child = spawn(binary, [MAIN, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`error: ${binary} cannot be run (${error.code ?? error.message}): run "npm ci" again`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 75);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
