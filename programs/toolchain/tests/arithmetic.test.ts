/** Arithmetic that LLVM's BPF back end cannot do by itself and our linker therefore rewrites, against BigInt. */
import { expect, test } from 'vitest';
import { readArtifact } from '../../tests/support/artifacts.ts';
import { bn } from '../../tests/support/bn.ts';
import { IdlClient } from '../../tests/support/idlClient.ts';
import { LiteChain } from '../../tests/support/liteChain.ts';
import { Random } from '../../tests/support/random.ts';

const CASES = 3_000;
const M64 = 2n ** 64n - 1n;
const M128 = 2n ** 128n - 1n;
const I64_MAX = 2n ** 63n - 1n;
const I64_MIN = -(2n ** 63n);
const I128_MIN = -(2n ** 127n);

/** Operands that lie where carries, signs and widths meet. */
function operand(random: Random): bigint {
  let word = 0n;
  for (let byte = 0; byte < 16; byte += 1) word = (word << 8n) | BigInt(random.below(256));
  return random.pick([
    word,
    word & M64,
    word & 0xffff_ffffn,
    M128 - (word & 0xffn),
    word >> 100n,
    1n << (word & 127n),
    BigInt.asUintN(128, -(word & 0xffffn)),
    0n,
  ]);
}

/** What the program returns, as `[bits, value]` in its order. */
function expected(a: bigint, b: bigint, shift: number): [bits: number, value: bigint][] {
  const [x, y] = [a & M64, b & M64];
  const [i, j] = [BigInt.asIntN(64, x), BigInt.asIntN(64, y)];
  const [sa, sb] = [BigInt.asIntN(128, a), BigInt.asIntN(128, b)];
  const [i3, j3] = [BigInt.asIntN(32, i), BigInt.asIntN(32, j)];
  const by = BigInt(shift);
  const undefined128 = sb === 0n || (sa === I128_MIN && sb === -1n);
  const undefined64 = j === 0n || (i === I64_MIN && j === -1n);
  const undefined32 = j3 === 0n || (i3 === -(2n ** 31n) && j3 === -1n);
  const product = i * j;
  const float = Number(x) * 1.5;
  const seven =
    BigInt.asUintN(64, x * 3n) ^
    BigInt.asUintN(64, y * 5n) ^
    BigInt.asUintN(64, (x ^ 1n) * 7n) ^
    BigInt.asUintN(64, by * 11n) ^
    (a >> 64n) ^
    BigInt.asUintN(64, (x ^ y) * 13n) ^
    9n;
  const swapped = Buffer.from(a.toString(16).padStart(32, '0'), 'hex').toReversed();
  return [
    [128, a * b],
    [128, b === 0n ? 0n : a / b],
    [128, b === 0n ? 0n : a % b],
    [128, a * b > M128 ? M128 : a * b],
    [128, a << by],
    [128, a >> by],
    [128, sa >> by],
    [128, undefined128 ? 0n : sa / sb],
    [128, undefined128 ? 0n : sa % sb],
    [64, x * y > M64 ? M64 : x * y],
    [64, product > I64_MAX || product < I64_MIN ? I64_MAX : product],
    [64, undefined64 ? 0n : i / j],
    [64, undefined64 ? 0n : i % j],
    [32, undefined32 ? 0n : i3 / j3],
    [64, float >= 2 ** 64 ? M64 : BigInt(Math.trunc(float))],
    [32, a === 0n ? 128n : 128n - BigInt(a.toString(2).length)],
    [128, x * y],
    [128, BigInt(`0x${Buffer.from(swapped).toString('hex')}`)],
    [64, seven],
  ];
}

test(`${CASES} random cases agree with BigInt`, { timeout: 120_000 }, () => {
  const artifact = readArtifact('arithmetic');
  const client = new IdlClient(artifact);
  const chain = new LiteChain(1_800_000_000n);
  chain.deploy(artifact.address, artifact.sharedObject);
  const random = new Random(7);
  for (let round = 0; round < CASES; round += 1) {
    const [a, b, shift] = [operand(random), operand(random), random.below(128)];
    const args = { a: bn(a), b: bn(b), s: shift };
    const { returned } = chain.mustSend([client.instruction({ name: 'arith', args, accounts: {} })]);
    const results = Buffer.from(returned.subarray(4)).toReversed();
    let offset = results.length;
    for (const [place, [bits, value]] of expected(a, b, shift).entries()) {
      offset -= bits / 8;
      const got = BigInt(`0x${Buffer.from(results.subarray(offset, offset + bits / 8)).toString('hex')}`);
      expect(got, `result ${place} of ${a}, ${b}, ${shift}`).toBe(BigInt.asUintN(bits, value));
    }
    expect(offset).toBe(0);
  }
});
