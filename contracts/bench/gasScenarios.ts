/**
 * What is measured: whole transactions (21,000 and calldata included) on a bridge in steady state, and the cold cases
 * beside them. Every figure comes from the receipt of a transaction that an anvil mined.
 */
import { type Hex, keccak256, pad, toHex } from 'viem';

import {
  ARBITRUM,
  BSC,
  type BenchBridge,
  type BenchSide,
  cxt,
  HOME,
  packetOf,
  sideOf,
} from './benchBridge.ts';
import { callData, type Mined } from './benchChain.ts';
import { deliverData, deliverOneData } from './benchDelivery.ts';

/** Gas per scenario. */
export type GasFigures = Record<string, number>;

// WHY: an odd amount and hashed addresses have hardly a zero byte, which is what calldata costs in real life.
const AMOUNT_WEI = 25_123_456_789_000_000_000n;
const MAX_FEE_WEI = cxt(100);
const holder = (index: number): Hex => keccak256(toHex(`holder ${index}`)).slice(0, 42) as Hex;

/** One run over a fresh bridge. */
class GasMeasurement {
  readonly figures: GasFigures = {};
  readonly #bridge: BenchBridge;

  constructor(bridge: BenchBridge) {
    this.#bridge = bridge;
  }

  get user(): Hex {
    return this.#bridge.chain.accounts[1] as Hex;
  }

  get submitter(): Hex {
    return this.#bridge.chain.accounts[2] as Hex;
  }

  side(eid: number): BenchSide {
    return sideOf(this.#bridge, eid);
  }

  async mine(from: Hex, to: Hex, data: Hex): Promise<Mined> {
    return await this.#bridge.chain.mine({ from, to, data });
  }

  /** Sends to `to` and returns the packet; records the gas under `name`. */
  async send(lane: { from: number; to: number }, to: Hex, name?: string): Promise<Hex> {
    const side = this.side(lane.from);
    const parameters = {
      dstEid: lane.to,
      to: pad(to, { size: 32 }),
      amountLD: AMOUNT_WEI,
      minAmountLD: AMOUNT_WEI,
      extraOptions: '0x',
      composeMsg: '0x',
      oftCmd: '0x',
    };
    const fee = { nativeFee: 0n, lzTokenFee: MAX_FEE_WEI };
    const data = callData(side.gatewayAbi, 'send', [parameters, fee, this.user]);
    const mined = await this.mine(this.user, side.gateway, data);
    if (name !== undefined) this.figures[name] = Number(mined.gasUsed);
    return packetOf(side, mined);
  }

  async sendMany(lane: { from: number; to: number }, count: number): Promise<readonly Hex[]> {
    const packets: Hex[] = [];
    for (let index = 0; index < count; index++) packets.push(await this.send(lane, holder(index)));
    return packets;
  }

  async deliver(eid: number, packets: readonly Hex[], name?: string): Promise<void> {
    const side = this.side(eid);
    const { gasUsed } = await this.mine(this.submitter, side.gateway, deliverData(side, packets));
    if (name !== undefined) this.figures[name] = Math.ceil(Number(gasUsed) / packets.length);
  }

  async deliverOne(
    eid: number,
    batch: { packets: readonly Hex[]; index: number },
    name?: string,
  ): Promise<void> {
    const side = this.side(eid);
    const { gasUsed } = await this.mine(this.submitter, side.gateway, deliverOneData(side, batch));
    if (name !== undefined) this.figures[name] = Number(gasUsed);
  }

  /** Gives the user CXT on a spoke, by real transfers. */
  async fund(eid: number, transfers: number): Promise<void> {
    const packets: Hex[] = [];
    for (let index = 0; index < transfers; index++)
      packets.push(await this.send({ from: HOME, to: eid }, this.user));
    await this.deliver(eid, packets);
  }

  async approve(eid: number): Promise<void> {
    const { token, tokenAbi, gateway } = this.side(eid);
    await this.mine(this.user, token, callData(tokenAbi, 'approve', [gateway, cxt(10_000_000)]));
  }

  /** Gives the user home CXT, out of the pool. */
  async fundUser(): Promise<void> {
    const { chain, pool } = this.#bridge;
    const { token, tokenAbi } = this.side(HOME);
    await chain.impersonate(pool);
    await this.mine(pool, token, callData(tokenAbi, 'transfer', [this.user, cxt(10_000_000)]));
    await this.approve(HOME);
  }
}

/** From an empty bridge to one in use on every lane: the first of everything is the cold case. */
async function warmUp(run: GasMeasurement): Promise<void> {
  await run.fundUser();
  const lanes = [BSC, ARBITRUM];
  for (const eid of lanes) {
    const name = eid === BSC ? 'Cold' : undefined;
    const packet = await run.send({ from: HOME, to: eid }, run.user, name && `sendHome${name}`);
    await run.deliver(eid, [packet], name && `deliverSingle${name}`);
    await run.fund(eid, 8);
    await run.approve(eid);
  }
}

async function measureTransfers(run: GasMeasurement): Promise<void> {
  const toBsc = { from: HOME, to: BSC };
  const toHome = { from: BSC, to: HOME };
  const first = await run.send(toHome, holder(1), 'sendSpokeCold');
  await run.deliver(HOME, [first], 'homeReleaseCold');
  const second = await run.send(toHome, holder(1), 'sendSpokeToHome');
  await run.deliver(HOME, [second], 'homeRelease');
  const third = await run.send(toBsc, run.user, 'sendHome');
  await run.deliver(BSC, [third], 'deliverSingle');
  const pair = [await run.send(toBsc, run.user), await run.send(toBsc, run.user)];
  await run.deliverOne(BSC, { packets: pair.slice(0, 1), index: 0 }, 'deliverOne');
  await run.deliverOne(BSC, { packets: pair.slice(0, 1), index: 0 }, 'skipped');
  await run.deliver(BSC, [await run.send(toBsc, holder(99))], 'deliverSingleNewHolder');
  const release = await run.send(toHome, holder(1));
  await run.deliverOne(HOME, { packets: [release], index: 0 }, 'homeReleaseOne');
}

async function measureBundles(run: GasMeasurement): Promise<void> {
  const toBsc = { from: HOME, to: BSC };
  await run.deliver(BSC, await run.sendMany(toBsc, 64), 'deliverPerMessage64NewHolders');
  await run.deliver(BSC, await run.sendMany(toBsc, 16), 'deliverPerMessage16');
  await run.deliver(BSC, await run.sendMany(toBsc, 64), 'deliverPerMessage64');
}

async function measureTransits(run: GasMeasurement): Promise<void> {
  await run.fund(BSC, 32);
  const across = { from: BSC, to: ARBITRUM };
  const first = await run.send(across, holder(3), 'sendSpokeToSpokeCold');
  await run.deliver(HOME, [first], 'transitSingleCold');
  const second = await run.send(across, holder(3), 'sendSpokeToSpoke');
  await run.deliver(HOME, [second], 'transitSingle');
  await run.deliver(HOME, await run.sendMany(across, 16), 'transitPerMessage16');
}

/** Runs every scenario on a bridge that nobody has used yet. */
export async function measureGas(bridge: BenchBridge): Promise<GasFigures> {
  const run = new GasMeasurement(bridge);
  await warmUp(run);
  await measureTransfers(run);
  await measureBundles(run);
  await measureTransits(run);
  const { sendSpokeToHome = 0, sendSpokeToSpoke = 0 } = run.figures;
  run.figures['sendSpoke'] = Math.max(sendSpokeToHome, sendSpokeToSpoke);
  return run.figures;
}
