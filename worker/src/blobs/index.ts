/** Blobs: stores, server, client, and the board of votes. */
export { type BlobClient, type BlobClientParameters, createBlobClient } from './blobClient.ts';
export { type BlobServer, type BlobServerParameters, startBlobServer } from './blobServer.ts';
export { type BlobHash, type BlobStore, parseBlobHash } from './blobStore.ts';
export { openFileBlobStore } from './fileBlobStore.ts';
export {
  createVoteBoard,
  MAX_VOTE_BYTES,
  type VerifyVote,
  type VoteBoard,
  type VoteKey,
} from './voteBoard.ts';
