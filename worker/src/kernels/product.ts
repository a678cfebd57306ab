/** The int8 matrix product: its definition, and the plain loop that every faster way is compared with. */
import { WorkError } from '../workError.ts';

/** Longest inner dimension: 131,071 · 128 · 128 < 2^31, so an int32 accumulator never wraps. */
export const MAX_INNER = 131_071;
/** Most bytes of one operand. */
export const MAX_OPERAND_BYTES = 1 << 26;
/** Most entries of a product. */
export const MAX_PRODUCT_ENTRIES = 1 << 26;

export interface ProductInput {
  /** m × k, row after row. */
  readonly left: Int8Array;
  /** The right operand's n columns of k bytes each, column after column (so: the transposed matrix, row after row). */
  readonly rightColumns: Int8Array;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** m × n int32 sums, row after row. */
export type Product = (input: ProductInput) => Int32Array;

/** The definition. @throws WorkError CXT_JOB_TOO_LARGE, CXT_JOB_SHAPE_MISMATCH */
export function multiplyScalar(input: ProductInput): Int32Array {
  checkProduct(input);
  const { left, rightColumns, m, n, k } = input;
  const out = new Int32Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let at = 0; at < k; at++) {
        sum += (left[row * k + at] ?? 0) * (rightColumns[column * k + at] ?? 0);
      }
      out[row * n + column] = sum;
    }
  }
  return out;
}

/** @throws WorkError CXT_JOB_TOO_LARGE, CXT_JOB_SHAPE_MISMATCH */
export function checkProduct({ left, rightColumns, m, n, k }: ProductInput): void {
  if (k > MAX_INNER) {
    throw new WorkError(
      'CXT_JOB_TOO_LARGE',
      `inner dimension ${k}: the most is ${MAX_INNER}, so that int32 sums stay exact`,
    );
  }
  if (m * n > MAX_PRODUCT_ENTRIES || m * k > MAX_OPERAND_BYTES || n * k > MAX_OPERAND_BYTES) {
    throw new WorkError(
      'CXT_JOB_TOO_LARGE',
      `matrix product ${m} × ${k} × ${n}: operands may have ${MAX_OPERAND_BYTES} bytes and the product ${MAX_PRODUCT_ENTRIES} entries; split it`,
    );
  }
  if (left.length !== m * k || rightColumns.length !== n * k) {
    throw new WorkError(
      'CXT_JOB_SHAPE_MISMATCH',
      `matrix product ${m} × ${k} × ${n}: the operands have ${left.length} and ${rightColumns.length} entries`,
    );
  }
}

/** The rows of the transposed matrix: turns rows × columns into columns × rows. */
export function transpose(parameters: { matrix: Int8Array; rows: number; columns: number }): Int8Array {
  const { matrix, rows, columns } = parameters;
  const out = new Int8Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return out;
}
