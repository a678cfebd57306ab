/**
 * int8 matrix product with int32 accumulators, exact modulo 2^32.
 *
 * `left` is m × k, row after row; `right` comes packed from k-long columns: panels of eight columns, in each panel for every four k the 32 bytes
 * column 0 k0…k3, column 1 k0…k3, … `k` is a multiple of 4 (padded with zeros), `n` of 8, `m` of 6.
 */

/** Packs `n` columns of `k` bytes each, every byte pattern of four xor-ed with `flip`. */
export function packRight(n: u32, k: u32, columns: usize, out: usize, flip: u32): void {
  for (let column: u32 = 0; column < n; column += 8) {
    const panel = columns + <usize>column * k;
    for (let at: u32 = 0; at < k; at += 4) {
      let from = panel + at;
      for (let lane: u32 = 0; lane < 8; lane++) {
        store<u32>(out, load<u32>(from) ^ flip);
        from += k;
        out += 4;
      }
    }
  }
}

/** For each of `m` rows of `left`: −bias · Σ of the row, to be added to each of its products. */
export function correctRows(m: u32, k: u32, left: usize, out: usize, bias: i32): void {
  const whole = k & ~15;
  for (let row: u32 = 0; row < m; row++) {
    let sums = i32x4.splat(0);
    for (let at: u32 = 0; at < whole; at += 16) {
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(v128.load(left + at))));
    }
    let sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    sum += i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
    for (let at = whole; at < k; at++) sum += load<i8>(left + at);
    store<i32>(out, -bias * sum);
    left += k;
    out += 4;
  }
}

/**
 * out = left · right with the relaxed dot product, sixteen multiply-adds an instruction. Only for engines whose instruction is exact for all bytes
 * of `right`: read as signed (bias 0, `right` packed with flip 0) or as unsigned (bias 128, packed with flip 0x80808080: then
 * Σ a·b = Σ a·(b + 128) − 128·Σ a). The caller finds out by trying; `corrections` come from correctRows.
 */
export function multiplyRelaxed(m: u32, n: u32, k: u32, left: usize, right: usize, corrections: usize, out: usize): void {
  for (let column: u32 = 0; column < n; column += 8) {
    const panel = right + <usize>column * k;
    const end = panel + (<usize>k << 3);
    for (let row: u32 = 0; row < m; row += 6) {
      let left0 = left + <usize>row * k;
      let left1 = left0 + k;
      let left2 = left1 + k;
      let left3 = left2 + k;
      let left4 = left3 + k;
      let left5 = left4 + k;
      let low0 = v128.load32_splat(corrections + (<usize>row << 2));
      let high0 = low0;
      let low1 = v128.load32_splat(corrections + (<usize>row << 2), 4);
      let high1 = low1;
      let low2 = v128.load32_splat(corrections + (<usize>row << 2), 8);
      let high2 = low2;
      let low3 = v128.load32_splat(corrections + (<usize>row << 2), 12);
      let high3 = low3;
      let low4 = v128.load32_splat(corrections + (<usize>row << 2), 16);
      let high4 = low4;
      let low5 = v128.load32_splat(corrections + (<usize>row << 2), 20);
      let high5 = low5;
      for (let at = panel; at < end; at += 32) {
        const low = v128.load(at);
        const high = v128.load(at, 16);
        const four0 = v128.load32_splat(left0);
        low0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four0, low, low0);
        high0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four0, high, high0);
        left0 += 4;
        const four1 = v128.load32_splat(left1);
        low1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four1, low, low1);
        high1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four1, high, high1);
        left1 += 4;
        const four2 = v128.load32_splat(left2);
        low2 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four2, low, low2);
        high2 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four2, high, high2);
        left2 += 4;
        const four3 = v128.load32_splat(left3);
        low3 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four3, low, low3);
        high3 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four3, high, high3);
        left3 += 4;
        const four4 = v128.load32_splat(left4);
        low4 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four4, low, low4);
        high4 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four4, high, high4);
        left4 += 4;
        const four5 = v128.load32_splat(left5);
        low5 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four5, low, low5);
        high5 = i32x4.relaxed_dot_i8x16_i7x16_add_s(four5, high, high5);
        left5 += 4;
      }
      let to = out + ((<usize>row * n + column) << 2);
      v128.store(to, low0);
      v128.store(to, high0, 16);
      to += <usize>n << 2;
      v128.store(to, low1);
      v128.store(to, high1, 16);
      to += <usize>n << 2;
      v128.store(to, low2);
      v128.store(to, high2, 16);
      to += <usize>n << 2;
      v128.store(to, low3);
      v128.store(to, high3, 16);
      to += <usize>n << 2;
      v128.store(to, low4);
      v128.store(to, high4, 16);
      to += <usize>n << 2;
      v128.store(to, low5);
      v128.store(to, high5, 16);
    }
  }
}

/** The same with instructions that are exact everywhere (`right` packed with flip 0); about six times as many of them. */
export function multiplyExact(m: u32, n: u32, k: u32, left: usize, right: usize, out: usize): void {
  for (let column: u32 = 0; column < n; column += 4) {
    const first = right + <usize>(column & ~7) * k + ((column & 4) << 2);
    for (let row: u32 = 0; row < m; row++) {
      // Each column's sum stands in two neighbouring lanes.
      let low = i32x4.splat(0);
      let high = i32x4.splat(0);
      let at = first;
      const end = left + <usize>(row + 1) * k;
      for (let from = left + <usize>row * k; from < end; from += 4) {
        const a = v128.load32_splat(from);
        const b = v128.load(at);
        low = i32x4.add(low, i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_low_i8x16_s(a, b)));
        high = i32x4.add(high, i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_high_i8x16_s(a, b)));
        at += 32;
      }
      const even = i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
      const odd = i8x16.shuffle(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
      v128.store(out + ((<usize>row * n + column) << 2), i32x4.add(even, odd));
    }
  }
}
