/** The compiled kernels (worker/assembly), one instance a thread, and its memory: everything is laid out anew for each call. */
import { readFileSync } from 'node:fs';

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  packRight(n: number, k: number, columns: number, out: number, flip: number): void;
  correctRows(m: number, k: number, left: number, out: number, bias: number): void;
  multiplyRelaxed(
    m: number,
    n: number,
    k: number,
    left: number,
    right: number,
    corrections: number,
    out: number,
  ): void;
  multiplyExact(m: number, n: number, k: number, left: number, right: number, out: number): void;
  absorbStream(state: number, at: number, blocks: number): void;
  expandRows(prefix: number, first: number, count: number, out: number): void;
  hashLeaves(first: number, count: number, rows: number, out: number): void;
  hashLevel(count: number, nodes: number): number;
}

// WHY: the library of types in use is that of Node without a browser's, which leaves this global out.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;

export interface WasmKernels {
  readonly call: KernelExports;
  /** Places for regions of these many bytes, aligned; what stood there before is lost. Views taken earlier are void. */
  allocate(sizes: readonly number[]): number[];
  bytes(at: number, length: number): Uint8Array;
  int32(at: number, length: number): Int32Array;
}

let compiled: object | undefined;

export function instantiateKernels(): WasmKernels {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)));
  const call = new WebAssembly.Instance(compiled, {}).exports as KernelExports;
  const base = call.heapBase();
  return {
    call,
    allocate: (sizes) => {
      let end = alignUp(base);
      const places = sizes.map((size) => {
        const place = end;
        end = alignUp(end + size);
        return place;
      });
      const missing = end - call.memory.buffer.byteLength;
      if (missing > 0) call.memory.grow(Math.ceil(missing / PAGE_BYTES));
      return places;
    },
    bytes: (at, length) => new Uint8Array(call.memory.buffer, at, length),
    int32: (at, length) => new Int32Array(call.memory.buffer, at, length),
  };
}

function alignUp(place: number): number {
  return Math.ceil(place / ALIGNMENT) * ALIGNMENT;
}
