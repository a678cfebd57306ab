/** Runs bench/native.py in a temporary Python environment with onnxruntime: the yardstick for the int8 product. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const PACKAGES = ['numpy', 'onnx', 'onnxruntime'];

/** 10^9 multiply-adds per processor second of onnxruntime's MatMulInteger (uint8 × int8, one thread), for each shape. */
export function nativeRates(parameters: {
  shapes: readonly Shape[];
  seconds: number;
}): { gmacsPerCpuSecond: number }[] {
  const { shapes, seconds } = parameters;
  const folder = mkdtempSync(join(tmpdir(), 'cxt-native-'));
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    const python = join(folder, 'bin/python');
    execFileSync(python, ['-m', 'pip', 'install', '-q', ...PACKAGES], { stdio: 'pipe' });
    const script = join(import.meta.dirname, 'native.py');
    const output = execFileSync(python, [script, JSON.stringify({ shapes, seconds })], { encoding: 'utf8' });
    return JSON.parse(output) as { gmacsPerCpuSecond: number }[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
