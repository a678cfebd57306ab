/**
 * Compares sources and artifacts with the committed manifest by their hashes alone: no compiler, no time. What it finds is
 * stale for certain; that the sources build these very artifacts only building them shows.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, sha256, sourceHashes } from './manifest.ts';

/** A line for each source and artifact that is not the manifest's, naming it. `folder` is `programs/`. */
export function staleFiles(at: { manifest: Manifest; folder: string }): string[] {
  const { manifest, folder } = at;
  const now = sourceHashes(folder);
  const names = [...new Set([...Object.keys(manifest.sources), ...Object.keys(now)])].toSorted();
  const sources = names.flatMap((name) => {
    if (now[name] === manifest.sources[name]) return [];
    const verb =
      now[name] === undefined ? 'is gone' : manifest.sources[name] === undefined ? 'is new' : 'changed';
    return [`programs/${name} ${verb} since the artifacts were built`];
  });
  return [...sources, ...staleArtifacts(at)];
}

function staleArtifacts(at: { manifest: Manifest; folder: string }): string[] {
  const { manifest, folder } = at;
  const expected = Object.entries(manifest.programs).flatMap(([name, { soSha256, idlSha256 }]) => [
    [`${name}.so`, soSha256] as const,
    ...(idlSha256 === undefined ? [] : [[`${name}.json`, idlSha256] as const]),
  ]);
  return expected.flatMap(([file, hash]) => {
    const path = join(folder, 'artifacts', file);
    if (!existsSync(path)) return [`programs/artifacts/${file} is missing`];
    return sha256(readFileSync(path)) === hash
      ? []
      : [`programs/artifacts/${file} is not the one that its manifest names`];
  });
}
