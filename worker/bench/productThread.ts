/** Multiplies int8 matrices of one shape for a while and tells how many multiply-adds it did in how much processor time. */
import { parentPort, workerData } from 'node:worker_threads';
import { createWasmProduct } from '../src/kernels/wasmProduct.ts';
import type { ProductRate, ProductTask } from './productRate.ts';

const { m, n, k, seconds } = workerData as ProductTask;
const fill = (length: number): Int8Array => Int8Array.from({ length }, (_, at) => (at * 97) % 251);
const input = { left: fill(m * k), rightColumns: fill(n * k), m, n, k };
const product = createWasmProduct();
for (let warm = 0; warm < 5; warm++) product(input);

const startCpu = process.threadCpuUsage();
const startMs = performance.now();
let products = 0;
for (; performance.now() - startMs < seconds * 1_000; products++) product(input);
const wallMs = performance.now() - startMs;
const { user, system } = process.threadCpuUsage(startCpu);
const rate: ProductRate = { macs: products * m * n * k, wallMs, cpuMs: (user + system) / 1_000 };
parentPort?.postMessage(rate);
