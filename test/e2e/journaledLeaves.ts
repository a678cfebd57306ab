/** What a relayer's sign journal says, read as text: place in a lane → leaves signed for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BATCH = /^BATCH (\d+ \d+ \d+) (0x[0-9a-f]{64}) [0-9a-f]{32}$/;

/** More than one leaf for a place is the crime that the journal is there to prevent. */
export function journaledLeaves(dataDir: string): Map<string, Set<string>> {
  const leaves = new Map<string, Set<string>>();
  for (const line of readFileSync(join(dataDir, 'sign.journal'), 'utf8').split('\n')) {
    const [, place, leaf] = BATCH.exec(line) ?? [];
    if (place === undefined || leaf === undefined) continue;
    leaves.set(place, (leaves.get(place) ?? new Set()).add(leaf));
  }
  return leaves;
}
