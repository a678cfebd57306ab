#!/usr/bin/env node
// Lets forge use the compiler of the npm package `solc`: answers `--version` and `--standard-json`, the two calls
// forge makes. Refuses every other call, and refuses to read sources itself (forge passes them all).
'use strict';
const { readFileSync, writeSync } = require('node:fs');
const compiler = require('solc');

/** @param {string} text */
function printAll(text) {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      // WHY: a pipe that forge has not drained yet answers EAGAIN; dropping the rest would truncate the JSON.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const flags = process.argv.slice(2);
if (flags.includes('--version')) {
  const version = compiler.version().replace('Emscripten', 'Linux');
  printAll(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else if (flags.includes('--standard-json')) {
  const refuseImports = { import: (path) => ({ error: `${path} is not part of the standard JSON input` }) };
  printAll(compiler.compile(readFileSync(0, 'utf8'), refuseImports));
} else {
  process.stderr.write(`solc.cjs answers --version and --standard-json only, not: ${flags.join(' ')}\n`);
  process.exitCode = 2;
}
