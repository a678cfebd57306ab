/** What the kernels export to TypeScript (src/kernels/wasmModule.ts). */
export { absorbStream, expandRows, hashLeaves, hashLevel } from './expand';
export { correctRows, multiplyExact, multiplyRelaxed, packRight } from './gemm';

/** Where the memory is free for the caller. */
export function heapBase(): usize {
  return __heap_base;
}
