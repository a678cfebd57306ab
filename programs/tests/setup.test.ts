/** Deployment: who may, how often, with which values; and that the result is what was asked for. */
import type { PublicKey } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { bn } from './support/bn.ts';
import { ARBITRUM_EID, BSC_EID, CXT, HOME_EID, PEERS, SOLANA_EID } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import { plain } from './support/outcomes.ts';
import { BRIDGE_ID, makeQuorum, numbersOf } from './support/quorum.ts';
import { TOKEN_2022_PROGRAM } from './support/splToken.ts';

let world: GatewayWorld;

const asAuthority = () => ({ payer: world.authority });
const initializeError = (args: Record<string, unknown>, accounts = {}): string =>
  world.gateway.errorName(world.send(world.initializeCall(args, accounts), asAuthority()));
const laneError = (eid: number, args: Record<string, unknown> = {}): string =>
  world.gateway.errorName(world.send(world.openLaneCall(eid, args), asAuthority()));

describe('initialize', () => {
  beforeEach(() => {
    world = new GatewayWorld({ until: 'deployed' });
  });

  test('makes a mint that only the gateway controls and nobody can freeze', () => {
    world.must(world.initializeCall(), asAuthority());
    const data = Buffer.from(world.chain.account(world.mint)?.data ?? []);
    expect(data.readUInt32LE(0)).toBe(1);
    expect(data.subarray(4, 36)).toEqual(world.mintAuthority.toBuffer());
    expect(data.readBigUInt64LE(36)).toBe(0n);
    expect(data[44]).toBe(9);
    expect(data.readUInt32LE(46)).toBe(0);
  });

  test('stores what was asked for', () => {
    world.must(world.initializeCall(), asAuthority());
    const config = world.read('config', world.config);
    expect(plain(config?.['bridgeId'])).toBe(BRIDGE_ID);
    expect(config).toMatchObject({ localEid: SOLANA_EID, homeEid: HOME_EID, laneCount: 3, lanesOpen: 0 });
    expect(String(config?.['mint'])).toBe(world.mint.toBase58());
    expect(String(config?.['feeVault'])).toBe(world.feeVault.toBase58());
    const set = world.read('signerSet', world.signerSet(1n));
    expect(plain(set?.['setHash'])).toBe(world.quorum.setHash);
    const members = set?.['members'] as number[][] | undefined;
    expect(members?.map((member) => plain(member))).toEqual(world.quorum.members);
  });

  test('is done once', () => {
    world.must(world.initializeCall(), asAuthority());
    expect(world.send(world.initializeCall(), asAuthority()).ok).toBe(false);
    const next = makeQuorum({ name: 'thief', size: 7, threshold: 5, epoch: 2n });
    const call = world.initializeCall(
      { epoch: bn(2n), members: next.members.map(numbersOf) },
      { signerSet: world.signerSet(2n) },
    );
    expect(world.send(call, asAuthority()).ok).toBe(false);
  });

  test('is for the upgrade authority only', () => {
    const stranger = world.chain.newWallet('stranger');
    const call = world.initializeCall({}, { authority: stranger.publicKey });
    const receipt = world.send(call, { payer: stranger });
    expect(world.gateway.errorName(receipt)).toBe('OnlyUpgradeAuthority');
    world.setUpgradeAuthority(undefined);
    expect(initializeError({})).toBe('OnlyUpgradeAuthority');
  });

  test('works where somebody sent lamports to every address beforehand', () => {
    const addresses: PublicKey[] = [world.config, world.mint, world.feeVault, world.signerSet(1n)];
    const lamports = [1n, 890_880n, 50_000_000n, 2n];
    for (const [index, address] of addresses.entries()) {
      world.chain.svm.airdrop(address.toBase58() as never, (lamports[index] ?? 1n) as never);
    }
    world.must(world.initializeCall(), asAuthority());
    for (const eid of PEERS.keys()) world.must(world.openLaneCall(eid), asAuthority());
  });

  test('refuses a token program that is not the classic one', () => {
    expect(initializeError({}, { tokenProgram: TOKEN_2022_PROGRAM })).toBe('InvalidProgramId');
  });

  test.each([
    ['a zero bridge id', { bridgeId: Array(32).fill(0) }, 'ZeroValue'],
    ['no lanes', { laneCount: 0 }, 'ZeroValue'],
    ['no cap', { supplyCapUnits: bn(0n) }, 'ZeroValue'],
    ['a zero EID', { localEid: 0 }, 'ZeroValue'],
    ['a zero home', { homeEid: 0 }, 'ZeroValue'],
    ['a minimum of zero', { minimumThreshold: 0 }, 'ZeroValue'],
    ['a spoke that is home', { homeEid: SOLANA_EID }, 'ValueOutOfRange'],
    ['a cap above the supply', { supplyCapUnits: bn(10n ** 17n + 1n) }, 'ValueOutOfRange'],
    ['fee shares above all', { feeShares: { burnBps: 9_000, poolBps: 1_001 } }, 'ValueOutOfRange'],
    ['no members', { members: [] }, 'SetInvalid'],
    ['a threshold of two thirds', { threshold: 4, minimumThreshold: 1 }, 'SetThresholdInvalid'],
    ['a threshold above the size', { threshold: 8 }, 'SetThresholdInvalid'],
    ['a threshold below the minimum', { threshold: 5, minimumThreshold: 6 }, 'SetThresholdInvalid'],
  ])('refuses %s', (_, args, error) => {
    expect(initializeError(args)).toBe(error);
  });

  test('refuses members that are not strictly ascending, zero, or too many', () => {
    const members = world.quorum.members.map(numbersOf);
    const [first = [], second = [], ...rest] = members;
    expect(initializeError({ members: [second, first, ...rest] })).toBe('SetInvalid');
    expect(initializeError({ members: [first, first, ...rest] })).toBe('SetInvalid');
    expect(initializeError({ members: [Array<number>(20).fill(0), second, ...rest] })).toBe('SetInvalid');
    const many = [
      ...makeQuorum({ name: 'many', size: 16, threshold: 11 }).members,
      `0x${'ff'.repeat(20)}` as const,
    ];
    expect(initializeError({ members: many.map(numbersOf), threshold: 12 })).toBe('SetInvalid');
  });
});

describe('open_lane', () => {
  beforeEach(() => {
    world = new GatewayWorld({ until: 'initialized' });
  });

  test('opens the announced lanes and no other', () => {
    for (const eid of PEERS.keys()) world.must(world.openLaneCall(eid), asAuthority());
    const lane = world.laneState(BSC_EID);
    expect(plain(lane['peer'])).toBe(PEERS.get(BSC_EID));
    expect(plain(lane['capacityMilli'])).toBe(world.limits.capacityUnits / 10n ** 6n);
    expect(laneError(40_999)).toBe('LanesComplete');
  });

  test('is for the upgrade authority only', () => {
    const stranger = world.chain.newWallet('stranger');
    const call = world.openLaneCall(HOME_EID, {}, { authority: stranger.publicKey });
    expect(world.gateway.errorName(world.send(call, { payer: stranger }))).toBe('OnlyUpgradeAuthority');
  });

  test('never replaces a lane', () => {
    world.must(world.openLaneCall(HOME_EID), asAuthority());
    const again = world.openLaneCall(HOME_EID, { gateway: Array(12).fill(0).concat(Array(20).fill(9)) });
    expect(world.send(again, asAuthority()).ok).toBe(false);
    expect(plain(world.laneState(HOME_EID)['peer'])).toBe(PEERS.get(HOME_EID));
  });

  test('does not end without the lane to home', () => {
    world.must(world.openLaneCall(BSC_EID), asAuthority());
    world.must(world.openLaneCall(ARBITRUM_EID), asAuthority());
    expect(laneError(40_999)).toBe('NoPeer');
    world.must(world.openLaneCall(HOME_EID), asAuthority());
  });

  test.each([
    ['this chain', SOLANA_EID, {}, 'DuplicatePeer'],
    ['chain zero', 0, {}, 'ZeroValue'],
    ['no gateway', HOME_EID, { gateway: Array(32).fill(0) }, 'ZeroValue'],
    ['a gateway that is no EVM address', HOME_EID, { gateway: Array(32).fill(1) }, 'InvalidRecipient'],
    ['an unknown machine', HOME_EID, { vm: 2 }, 'ValueOutOfRange'],
    ['a fee of zero', HOME_EID, { feesWei: Array(8).fill(bn(0n)) }, 'ValueOutOfRange'],
    ['a fee above the ceiling', HOME_EID, { feesWei: Array(8).fill(bn(1n << 80n)) }, 'ValueOutOfRange'],
    [
      'a capacity that its unit does not divide',
      HOME_EID,
      { capacityWei: bn(10n ** 15n + 1n) },
      'ValueOutOfRange',
    ],
    ['a refill that its unit does not divide', HOME_EID, { refillWeiPerSecond: bn(1n) }, 'ValueOutOfRange'],
    [
      'a threshold of more than 40 bits',
      HOME_EID,
      { thresholdWei: bn((10n ** 15n) << 40n) },
      'ValueOutOfRange',
    ],
    ['a delay of more than 24 bits', HOME_EID, { delaySeconds: 1 << 24 }, 'ValueOutOfRange'],
  ])('refuses %s', (_, eid, args, error) => {
    expect(laneError(eid, args)).toBe(error);
  });
});

test('anyone opens a page of nonces, once, for a lane that exists', () => {
  world = new GatewayWorld();
  const stranger = world.chain.newWallet('stranger');
  world.chain.svm.airdrop(world.nonces(HOME_EID, 1n).toBase58() as never, CXT as never);
  world.must(world.openNoncesCall(HOME_EID, 1n, stranger.publicKey), { payer: stranger });
  expect(world.send(world.openNoncesCall(HOME_EID, 1n)).ok).toBe(false);
  expect(world.send(world.openNoncesCall(HOME_EID, 0n)).ok).toBe(false);
  const none = world.send(world.openNoncesCall(40_999, 1n));
  expect(world.gateway.errorName(none)).toBe('AccountOwnedByWrongProgram');
});
