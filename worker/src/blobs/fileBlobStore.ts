/**
 * Blobs in a folder, one file each, named by hash. A file appears whole or not at all: written beside its place, synced, renamed. What is read is
 * hashed again, so a damaged disk gives an error and never other bytes.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keccakHex } from '../kernels/keccak.ts';
import { WorkError } from '../workError.ts';
import { type BlobHash, type BlobStore, MAX_BLOB_BYTES } from './blobStore.ts';

const TEMPORARY = '.part';

export interface FileBlobStoreParameters {
  readonly folder: string;
  /** Most bytes of one blob. */
  readonly maxBlobBytes?: number;
  /** Most bytes of all blobs together; none unless given. */
  readonly maxTotalBytes?: number;
}

/** Opens the folder, makes it if needed, and removes what an earlier crash left half-written. */
export async function openFileBlobStore(parameters: FileBlobStoreParameters): Promise<BlobStore> {
  const { folder, maxBlobBytes = MAX_BLOB_BYTES, maxTotalBytes = Number.POSITIVE_INFINITY } = parameters;
  await mkdir(folder, { recursive: true });
  let totalBytes = await tidy(folder);
  return {
    get: (hash) => readBlob({ folder, hash }),
    put: async (bytes) => {
      if (bytes.length > maxBlobBytes) throw tooLarge(`${bytes.length} bytes, the most is ${maxBlobBytes}`);
      const hash = keccakHex(bytes);
      const path = join(folder, hash);
      if (await isKept(path)) return hash;
      if (totalBytes + bytes.length > maxTotalBytes) {
        throw tooLarge(
          `the store is full: it may hold ${maxTotalBytes} bytes; raise the limit or remove blobs`,
        );
      }
      totalBytes += bytes.length;
      await writeDurably({ folder, path, bytes });
      return hash;
    },
  };
}

async function readBlob(parameters: { folder: string; hash: BlobHash }): Promise<Uint8Array | null> {
  const { folder, hash } = parameters;
  const path = join(folder, hash);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null || keccakHex(bytes) === hash) return bytes;
  throw new WorkError(
    'CXT_BLOB_HASH_MISMATCH',
    `the blob file ${path} is damaged: remove it, the blob will be fetched again`,
  );
}

// SAFETY: content is synced before the name exists, and the folder after: a crash leaves the whole blob or none.
async function writeDurably(parameters: { folder: string; path: string; bytes: Uint8Array }): Promise<void> {
  const { folder, path, bytes } = parameters;
  const temporary = `${path}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const directory = await open(folder, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function isKept(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Bytes kept; half-written files are removed. */
async function tidy(folder: string): Promise<number> {
  let total = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith(TEMPORARY)) await rm(path, { force: true });
    else total += (await stat(path)).size;
  }
  return total;
}

function tooLarge(detail: string): WorkError {
  return new WorkError('CXT_BLOB_TOO_LARGE', `blob refused: ${detail}`);
}
