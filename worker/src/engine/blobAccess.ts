import type { BlobClient } from '../blobs/index.ts';
import { WorkError } from '../workError.ts';
import type { BlobAccess } from './jobKit.ts';

/** Blobs by hash from the stores and servers that the operator chose; a job's own uri is asked for what they do not have. */
export function createBlobAccess(client: BlobClient): BlobAccess {
  return {
    fetch: async (hash, hint) => {
      try {
        return await client.fetchBlob(hash);
      } catch (error) {
        const isElsewhere = error instanceof WorkError && error.code.startsWith('CXT_BLOB_');
        if (!isElsewhere || hint === undefined || hint === '' || hint.startsWith('cxt-blob:')) throw error;
        return client.fetchUri({ uri: hint, hash });
      }
    },
    put: async (bytes) => `cxt-blob:${await client.publish(bytes)}`,
  };
}
