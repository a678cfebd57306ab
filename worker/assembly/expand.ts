/** BaseWork in bulk: expansion of matrix rows, hashing of leaves and of tree levels. Definitions: docs/compute.md, BaseWork. */
import { absorbBlocks, clearStates, permute, RATE, squeezeDigests, STATE_BYTES } from './keccak';

const STATE = memory.data(400, 16);
/** Two messages of at most eight blocks, padded. */
const MESSAGE_BYTES: usize = 1088;
const FIRST = memory.data(1088, 16);
const SECOND = memory.data(1088, 16);
/** Two seeds. */
const SEEDS = memory.data(64, 16);

const PREFIX_BYTES: usize = 53;
const ROW_BYTES: usize = 1024;
const COLUMNS: usize = 256;
const LAST_BYTE: u64 = 0x80 << 56;

/**
 * Absorbs `blocks` whole blocks from `at` into the single state kept at `state` (both lanes do the same work).
 */
export function absorbStream(state: usize, at: usize, blocks: u32): void {
  for (let block: u32 = 0; block < blocks; block++) {
    absorbBlocks(state, at, at);
    permute(state);
    at += RATE;
  }
}

/** Rows `first` … `first + count − 1` of a BaseWork matrix, 1,024 bytes each; `prefix` points at epochSeed ‖ address ‖ letter. `count` is even. */
export function expandRows(prefix: usize, first: u32, count: u32, out: usize): void {
  for (let row: u32 = 0; row < count; row += 2) {
    seedOf(prefix, first + row, FIRST);
    seedOf(prefix, first + row + 1, SECOND);
    clearStates(STATE);
    absorbBlocks(STATE, FIRST, SECOND);
    permute(STATE);
    squeezeDigests(STATE, SEEDS, SEEDS + 32);
    expandSeed(SEEDS, out);
    expandSeed(SEEDS + 32, out + ROW_BYTES);
    out += ROW_BYTES * 2;
  }
}

/** The padded block prefix ‖ u32be(row). */
function seedOf(prefix: usize, row: u32, block: usize): void {
  memory.fill(block, 0, RATE);
  memory.copy(block, prefix, PREFIX_BYTES);
  store<u32>(block + PREFIX_BYTES, bswap<u32>(row));
  store<u8>(block + PREFIX_BYTES + 4, 1);
  store<u8>(block + RATE - 1, 0x80);
}

/** expand(seed, 1024): two counters at a time. */
function expandSeed(seed: usize, out: usize): void {
  for (let counter: u32 = 0; counter < 32; counter += 2) {
    for (let word: usize = 0; word < 32; word += 8) {
      v128.store(STATE + (word << 1), v128.load64_splat(seed + word));
    }
    memory.fill(STATE + 64, 0, STATE_BYTES - 64);
    // The counter, big-endian, then the first padding byte.
    store<u64>(STATE + 64, (<u64>bswap<u32>(counter)) | (<u64>1 << 32));
    store<u64>(STATE + 72, (<u64>bswap<u32>(counter + 1)) | (<u64>1 << 32));
    store<u64>(STATE + 256, LAST_BYTE);
    store<u64>(STATE + 264, LAST_BYTE);
    permute(STATE);
    squeezeDigests(STATE, out, out + 32);
    out += 64;
  }
}

/** Leaves of rows `first` … of C (256 int32 each, native order, at `rows`), 32 bytes each. `count` is even. */
export function hashLeaves(first: u32, count: u32, rows: usize, out: usize): void {
  memory.fill(FIRST, 0, MESSAGE_BYTES);
  memory.fill(SECOND, 0, MESSAGE_BYTES);
  closeMessage(FIRST);
  closeMessage(SECOND);
  for (let row: u32 = 0; row < count; row += 2) {
    leafMessage(first + row, rows, FIRST);
    leafMessage(first + row + 1, rows + COLUMNS * 4, SECOND);
    clearStates(STATE);
    for (let block: usize = 0; block < MESSAGE_BYTES; block += RATE) {
      absorbBlocks(STATE, FIRST + block, SECOND + block);
      permute(STATE);
    }
    squeezeDigests(STATE, out, out + 32);
    rows += COLUMNS * 8;
    out += 64;
  }
}

function closeMessage(message: usize): void {
  store<u8>(message + 5 + COLUMNS * 4, 1);
  store<u8>(message + MESSAGE_BYTES - 1, 0x80);
}

/** 0x00 ‖ u32be(row) ‖ 256 × int32 big-endian. */
function leafMessage(row: u32, values: usize, message: usize): void {
  store<u32>(message + 1, bswap<u32>(row));
  for (let at: usize = 0; at < COLUMNS * 4; at += 16) {
    const four = v128.load(values + at);
    v128.store(message + 5 + at, i8x16.shuffle(four, four, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
}

/**
 * One level up the tree: `count` nodes at `nodes` become the half, rounded up, at the same place; an odd last one is promoted unchanged.
 * Returns how many there are then.
 */
export function hashLevel(count: u32, nodes: usize): u32 {
  const pairs = count >> 1;
  memory.fill(FIRST, 0, RATE);
  memory.fill(SECOND, 0, RATE);
  closeNode(FIRST);
  closeNode(SECOND);
  for (let pair: u32 = 0; pair < pairs; pair += 2) {
    const at = nodes + (<usize>pair << 6);
    memory.copy(FIRST + 1, at, 64);
    // WHY: with an odd number of pairs the second lane hashes what stands behind, and its digest is overwritten or never read.
    memory.copy(SECOND + 1, pair + 1 < pairs ? at + 64 : at, 64);
    clearStates(STATE);
    absorbBlocks(STATE, FIRST, SECOND);
    permute(STATE);
    const out = nodes + (<usize>pair << 5);
    squeezeDigests(STATE, out, pair + 1 < pairs ? out + 32 : SEEDS);
  }
  if ((count & 1) === 0) return pairs;
  memory.copy(nodes + (<usize>pairs << 5), nodes + (<usize>(count - 1) << 5), 32);
  return pairs + 1;
}

/** Tag 0x01 and the padding of a 65-byte message. */
function closeNode(block: usize): void {
  store<u8>(block, 1);
  store<u8>(block + 65, 1);
  store<u8>(block + RATE - 1, 0x80);
}
