/** Writes the JSON Schema of the config beside its source, where `init` points editors to. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { workerConfigJsonSchema } from './workerConfig.ts';

const path = fileURLToPath(new URL('./workerConfig.schema.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(workerConfigJsonSchema(), null, 2)}\n`);
