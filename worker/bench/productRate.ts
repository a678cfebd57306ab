/** Speed of the int8 product in a number of threads. */
import { Worker } from 'node:worker_threads';

export interface ProductTask {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly seconds: number;
}

export interface ProductRate {
  readonly macs: number;
  readonly wallMs: number;
  /** Processor time of the thread, which other programs of the machine do not lengthen. */
  readonly cpuMs: number;
}

/** Multiply-adds a second, by the clock over all threads, and by processor time of one thread. */
export async function productRate(parameters: { task: ProductTask; threads: number }): Promise<{
  perWallSecond: number;
  perCpuSecond: number;
}> {
  const { task, threads } = parameters;
  const rates = await Promise.all(Array.from({ length: threads }, () => runThread(task)));
  const sum = (of: (rate: ProductRate) => number): number =>
    rates.reduce((total, rate) => total + of(rate), 0);
  return {
    perWallSecond: sum(({ macs, wallMs }) => (macs / wallMs) * 1_000),
    perCpuSecond: (sum(({ macs }) => macs) / sum(({ cpuMs }) => cpuMs)) * 1_000,
  };
}

function runThread(task: ProductTask): Promise<ProductRate> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./productThread.ts', import.meta.url), { workerData: task });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a bench thread ended with code ${code}`)));
  });
}
