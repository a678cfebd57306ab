/** Writes `config/schema.json` from the schema; with `--check` it only compares and exits 1 if the file is out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from './configSchema.ts';

const FILE = fileURLToPath(new URL('../../../config/schema.json', import.meta.url));

/** The file's text as it should be. */
export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** True if the committed file is what the schema says. */
export function isSchemaCurrent(): boolean {
  return existsSync(FILE) && readFileSync(FILE, 'utf8') === schemaText();
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(FILE, schemaText());
  else if (!isSchemaCurrent()) {
    console.error('config/schema.json is out of date: run "node relayer/src/config/emitSchema.ts"');
    process.exitCode = 1;
  }
}
