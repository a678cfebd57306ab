/** Entry `@cxt-bridge/worker/node`: what a program needs that runs nodes in its own process, as a devnet does. */
export { type HomeChain, type HomeChainParameters, openHomeChain } from '../chain/homeChain.ts';
export { openWorkerJournal, type WorkerJournal } from '../journal/workerJournal.ts';
export { type WorkerKey, workerKey } from '../keys/workerKey.ts';
export { createBlobAccess } from './blobAccess.ts';
export { createJobKit } from './jobKit.ts';
export { createMiner } from './miner.ts';
export type { NodePolicy } from './nodePolicy.ts';
export { createCourtBoard, createVoteBoards } from './voteBoards.ts';
export { type NodeView, WorkerNode, type WorkerNodeParameters } from './workerNode.ts';
