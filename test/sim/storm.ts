/** Users and weather: sends at random times over all lanes, burns, reorgs above finality, fee spikes. */
import { type Eid, WEI_PER_CXT, WEI_PER_UNIT } from '@cxt-bridge/adapters/protocol';
import {
  namedKey,
  type SeededRandomness,
  type SendRequest,
  type SimProvider,
  type SimWorld,
  type VirtualClock,
} from '@cxt-bridge/adapters/sim';
import type { Plan } from './plan.ts';
import { REFUSING_RECEIVER, SVM, WILLING_RECEIVER } from './svmChain.ts';

export interface Weather {
  stormy: boolean;
  /** Heals everything. */
  calm(): void;
}

export interface Storm {
  /** Every user's send is on its way (or was refused by the chain). */
  finished(): boolean;
}

export function storm(parameters: {
  world: SimWorld;
  clock: VirtualClock;
  random: SeededRandomness;
  plan: Plan;
  weather: Weather;
  providers: readonly SimProvider[];
  write: (line: string) => void;
}): Storm {
  const { world, clock, random, plan, weather } = parameters;
  let open = plan.messages;
  const send = async (): Promise<void> => {
    await clock.sleep(random.below(plan.stormMs));
    sendOne(parameters);
    open -= 1;
  };
  if (plan.svm !== null) fundSvm(parameters);
  for (let index = 0; index < plan.messages; index += 1) void send();
  for (let index = 0; index < plan.externalBurns; index += 1) void burnSometime(parameters);
  if (plan.pausesLane) void pauseLane(parameters);
  for (const chain of world.chains.values()) {
    const reorganise = async (): Promise<void> => {
      while (weather.stormy) {
        await clock.sleep(plan.blockMs);
        if (random.chance(plan.feeSpikeRate)) chain.spikeBaseFee(chain.baseFee() * 20n);
        if (!random.chance(plan.reorgRate)) continue;
        const depth = Math.min(chain.openBlocks, 1 + random.below(plan.finalityDepth));
        if (depth < 1) continue;
        const { dropped } = chain.reorg({ depth, dropRate: 0.2, delayRate: 0.2 });
        parameters.write(
          `chain ${chain.ledger.genesis.config.localEid} reorg ${depth}, dropped ${dropped.length}`,
        );
      }
    };
    void reorganise();
  }
  return { finished: () => open === 0 };
}

const AMOUNTS_WEI = [
  WEI_PER_UNIT,
  WEI_PER_CXT,
  7n * WEI_PER_CXT + WEI_PER_UNIT,
  90n * WEI_PER_CXT,
  350n * WEI_PER_CXT,
];

function sendOne(parameters: {
  world: SimWorld;
  random: SeededRandomness;
  plan: Plan;
  write: (line: string) => void;
}): void {
  const { world, random, plan, write } = parameters;
  const amountWei = AMOUNTS_WEI[random.below(AMOUNTS_WEI.length)] as bigint;
  const user = someone(parameters);
  const rich = world.eids.filter(
    (eid) =>
      world.tokenBalance({ eid, account: world.account({ eid, user }) }) > amountWei + 10n * WEI_PER_CXT,
  );
  const srcEid = rich.length === 0 ? world.homeEid : (rich[random.below(rich.length)] as Eid);
  const others = world.eids.filter((eid) => eid !== srcEid);
  const favoursSvm = others.includes(SVM) && random.chance(0.3);
  const dstEid = favoursSvm ? SVM : (others[random.below(others.length)] as Eid);
  const compose = random.chance(plan.composeRate);
  const receiver = dstEid === SVM ? svmReceiver({ ...parameters, compose }) : { to: someone(parameters) };
  if (compose && dstEid !== SVM && random.chance(0.5))
    world
      .chain(dstEid)
      .system({ kind: 'scriptCallee', account: receiver.to, atDelivery: 'revert', atRetry: 'ok' });
  const { result } = world.send({
    from: world.account({ eid: srcEid, user }),
    srcEid,
    dstEid,
    ...receiver,
    amountWei,
    ...(compose && { composeMsg: '0x1234' as const, composeGas: 100_000 }),
  });
  write(`user sends ${amountWei} wei ${srcEid}→${dstEid}: ${result.outcome}`);
}

/** The Solana-like chain begins with nothing: users bring something there first, so that there is something to send from it. */
function fundSvm({ world }: { world: SimWorld }): void {
  for (const user of world.users) {
    const to = world.account({ eid: SVM, user });
    world.send({ from: user, srcEid: world.homeEid, dstEid: SVM, to, amountWei: 250n * WEI_PER_CXT });
  }
}

function someone({ world, random }: { world: SimWorld; random: SeededRandomness }): `0x${string}` {
  return world.users[random.below(world.users.length)] as `0x${string}`;
}

/** A program that is called, a user, or an owner who has no token account yet; sometimes the sender buys him one. */
function svmReceiver(parameters: {
  world: SimWorld;
  random: SeededRandomness;
  plan: Plan;
  compose: boolean;
}): Pick<SendRequest, 'to' | 'openAccount'> {
  const { world, random, plan, compose } = parameters;
  const bought = random.chance(0.4) ? { openAccount: true } : {};
  if (compose) return { to: random.chance(0.7) ? WILLING_RECEIVER : REFUSING_RECEIVER, ...bought };
  if (!random.chance(plan.svm?.accountlessRate ?? 0)) {
    return { to: world.account({ eid: SVM, user: someone(parameters) }) };
  }
  return { to: namedKey(`owner ${random.below(1_000_000)}`), ...bought };
}

async function burnSometime(parameters: {
  world: SimWorld;
  clock: VirtualClock;
  random: SeededRandomness;
  plan: Plan;
  write: (line: string) => void;
}): Promise<void> {
  const { world, clock, random, plan, write } = parameters;
  await clock.sleep(random.below(plan.stormMs));
  const eid = world.eids[random.below(world.eids.length)] as Eid;
  const from = world.account({ eid, user: someone(parameters) });
  const { result } = world.burn({ eid, from, amountWei: WEI_PER_CXT });
  write(`holder burns 1 CXT on ${eid}: ${result.outcome}`);
}

async function pauseLane(parameters: {
  world: SimWorld;
  clock: VirtualClock;
  random: SeededRandomness;
  plan: Plan;
  write: (line: string) => void;
}): Promise<void> {
  const { world, clock, random, plan, write } = parameters;
  const eid = world.eids[random.below(world.eids.length)] as Eid;
  const others = world.eids.filter((other) => other !== eid);
  const srcEid = others[random.below(others.length)] as Eid;
  const set = (paused: boolean): void => {
    world.chain(eid).system({ kind: 'setLanePaused', srcEid, paused });
    write(`lane ${srcEid}→${eid} is ${paused ? 'paused' : 'open'}`);
  };
  await clock.sleep(random.below(plan.stormMs));
  set(true);
  await clock.sleep(20_000 + random.below(plan.stormMs));
  set(false);
}
