/** keccak256 of blobs of any size on the WebAssembly kernel: some ten times as fast as in JavaScript. */
import { instantiateKernels, type WasmKernels } from './wasmModule.ts';

const RATE_BYTES = 136;
const STATE_BYTES = 400;
/** Blocks that are copied in at once. */
const BATCH_BLOCKS = 1_024;

let shared: WasmKernels | undefined;

/** keccak256 as 32 bytes. */
export function keccakBytes(message: Uint8Array): Uint8Array {
  shared ??= instantiateKernels();
  const kernels = shared;
  const [state = 0, input = 0] = kernels.allocate([STATE_BYTES, BATCH_BLOCKS * RATE_BYTES]);
  kernels.bytes(state, STATE_BYTES).fill(0);
  const whole = Math.floor(message.length / RATE_BYTES);
  for (let block = 0; block < whole; block += BATCH_BLOCKS) {
    const count = Math.min(BATCH_BLOCKS, whole - block);
    const part = message.subarray(block * RATE_BYTES, (block + count) * RATE_BYTES);
    kernels.bytes(input, part.length).set(part);
    kernels.call.absorbStream(state, input, count);
  }
  const last = kernels.bytes(input, RATE_BYTES).fill(0);
  const rest = message.subarray(whole * RATE_BYTES);
  last.set(rest);
  last[rest.length] = 0x01;
  last[RATE_BYTES - 1] = (last[RATE_BYTES - 1] ?? 0) | 0x80;
  kernels.call.absorbStream(state, input, 1);
  return digestOf(kernels.bytes(state, 64));
}

/** keccak256 as 0x and 64 lower-case digits. */
export function keccakHex(message: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(keccakBytes(message)).toString('hex')}`;
}

/** The first lane of each of four vectors. */
function digestOf(state: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  for (let word = 0; word < 4; word++) digest.set(state.subarray(word * 16, word * 16 + 8), word * 8);
  return digest;
}
