/** BaseWork: mining, openings, and the definition that checks them. */
export { CHUNK_ROWS, type StageTimes } from './chunkMiner.ts';
export {
  type BaseWorkSeed,
  COLUMNS,
  entryOf,
  leafOf,
  MAX_ROWS,
  ROW_BYTES,
  rootFrom,
} from './definition.ts';
export {
  type BaseWork,
  type BaseWorkOpening,
  type MineBaseWorkParameters,
  type MinedBaseWork,
  mineBaseWork,
  restoreBaseWork,
} from './mineBaseWork.ts';
