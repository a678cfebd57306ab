import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatCxt,
  parseCxt,
  removeDust,
  TOTAL_SUPPLY_UNITS,
  TOTAL_SUPPLY_WEI,
  unitsToWei,
  weiToUnits,
} from './amounts.ts';
import { eid, laneId, nonce, parseLaneId, units, wei } from './ids.ts';
import { refusal } from './testing.ts';

describe('amounts', () => {
  it('fixes the supply at 1e26 wei and 1e17 units', () => {
    expect(TOTAL_SUPPLY_WEI).toBe(10n ** 26n);
    expect(unitsToWei(TOTAL_SUPPLY_UNITS)).toBe(TOTAL_SUPPLY_WEI);
  });

  it('converts without loss and refuses dust', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n - 1n }),
        (amount, dust) => {
          expect(weiToUnits(unitsToWei(amount))).toBe(amount);
          expect(removeDust(unitsToWei(amount) + dust)).toBe(unitsToWei(amount));
          expect(refusal(() => weiToUnits(unitsToWei(amount) + dust))).toBe('CXT_WIRE_DUST');
        },
      ),
    );
  });

  it('parses what it formats', () => {
    expect(parseCxt('1.5')).toBe(15n * 10n ** 17n);
    expect(formatCxt(15n * 10n ** 17n)).toBe('1.5');
    expect(formatCxt(1n)).toBe('0.000000000000000001');
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 128n }),
        (amount) => parseCxt(formatCxt(amount)) === amount,
      ),
    );
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '01',
    '-1',
    '+1',
    '1e18',
    '1,5',
    ' 1',
    '1 ',
    '0x1',
    '1.0000000000000000001',
    'NaN',
  ])('refuses %j as an amount', (text) =>
    expect(refusal(() => parseCxt(text))).toBe('CXT_WIRE_AMOUNT_SYNTAX'),
  );
});

describe('ids', () => {
  it.each([0, -1, 1.5, 2 ** 32, Number.NaN])('refuses %s as an endpoint id', (value) => {
    expect(refusal(() => eid(value))).toBe('CXT_WIRE_EID_INVALID');
  });

  it('refuses values outside of their width', () => {
    expect(refusal(() => nonce(0n))).toBe('CXT_WIRE_NONCE_ZERO');
    expect(refusal(() => nonce(2n ** 64n))).toBe('CXT_WIRE_INTEGER_RANGE');
    expect(refusal(() => units(-1n))).toBe('CXT_WIRE_UNITS_RANGE');
    expect(refusal(() => units(2n ** 64n))).toBe('CXT_WIRE_UNITS_RANGE');
    expect(refusal(() => wei(2n ** 256n))).toBe('CXT_WIRE_WEI_RANGE');
  });

  it('writes a lane one way', () => {
    expect(laneId({ srcEid: 40161, dstEid: 40102 })).toBe('40161:40102');
    expect(parseLaneId('40161:40102')).toEqual({ srcEid: 40161, dstEid: 40102 });
    expect(refusal(() => laneId({ srcEid: 40161, dstEid: 40161 }))).toBe('CXT_WIRE_LANE_SELF');
    expect(refusal(() => parseLaneId('040161:40102'))).toBe('CXT_WIRE_LANE_INVALID');
    expect(refusal(() => parseLaneId('4294967296:1'))).toBe('CXT_WIRE_EID_INVALID');
  });
});
