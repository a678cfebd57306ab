/** One valid call of every instruction, and of every way in which an instruction uses its optional accounts. */
import { Keypair, type PublicKey } from '@solana/web3.js';
import { CXT, HOME_EID } from './deployment.ts';
import { GatewayWorld } from './gatewayWorld.ts';
import type { Call } from './idlClient.ts';
import type { Given, Inbound } from './inbound.ts';
import type { SendOptions } from './liteChain.ts';
import { deployReceiver } from './receiver.ts';

/** A call that would succeed in its world. */
export interface Scenario {
  readonly world: GatewayWorld;
  readonly call: Call;
  readonly options?: SendOptions;
}

const LIMITS = { capacityUnits: 100n * CXT, thresholdUnits: 80n * CXT, delaySeconds: 600 };

interface Place {
  readonly amountCxt?: bigint;
  readonly hasToken?: boolean;
  readonly inbound?: Partial<Inbound>;
}

/** Who pays rent, so that it is somebody else than whoever claims. */
function relayerOf(world: GatewayWorld): { payer: { payer: PublicKey }; signers: SendOptions } {
  const relayer = world.chain.newWallet('relayer');
  return { payer: { payer: relayer.publicKey }, signers: { signers: [relayer] } };
}

/** A world with one message on its way, and that message in a batch. */
function prepared(place: Place = {}) {
  const { amountCxt = 7n, hasToken = true } = place;
  const world = new GatewayWorld({ limits: LIMITS });
  const to = place.inbound?.to ?? Keypair.generate().publicKey;
  if (hasToken) world.openToken(to);
  const inbound = { srcEid: HOME_EID, nonce: 1n, to, amountUnits: amountCxt * CXT, ...place.inbound };
  const batch = world.batch([inbound]);
  const [message] = batch.messages;
  if (message === undefined) throw new Error('no message');
  return { world, batch, message };
}

function proven(place: Place, given: Given): Scenario {
  const { world, batch } = prepared(place);
  world.must(world.attestCall(batch));
  return { world, call: world.deliverProvenCall(batch, 0, given) };
}

function queued(place: Place, given: Given): Scenario {
  const { world, batch, message } = prepared({ amountCxt: 90n, ...place });
  const { payer, signers } = relayerOf(world);
  world.must(world.deliverCall(batch, [{ token: true, queued: true }], payer), signers);
  world.chain.setTime(world.chain.time + 600n);
  return { world, call: world.claimQueuedCall(message, given, { rentPayer: payer.payer }) };
}

function credited(place: Place): Scenario {
  const { world, batch, message } = prepared({ hasToken: false, ...place });
  const { payer, signers } = relayerOf(world);
  world.must(world.attestCall(batch));
  world.must(world.deliverProvenCall(batch, 0, { token: true, credit: true }, payer), signers);
  world.openToken(message.to);
  return { world, call: world.claimCreditCall(message, { rentPayer: payer.payer }) };
}

const CALL = { composeMsg: Buffer.from('call') };

/** All of them, by name. The part before the slash is the instruction. */
export const SCENARIOS: Readonly<Record<string, () => Scenario>> = {
  initialize: () => {
    const world = new GatewayWorld({ until: 'deployed' });
    return { world, call: world.initializeCall(), options: { payer: world.authority } };
  },
  openLane: () => {
    const world = new GatewayWorld({ until: 'initialized' });
    return { world, call: world.openLaneCall(HOME_EID), options: { payer: world.authority } };
  },
  openNonces: () => {
    const world = new GatewayWorld();
    return { world, call: world.openNoncesCall(HOME_EID, 1n) };
  },
  send: () => {
    const world = new GatewayWorld();
    const owner = world.chain.newWallet('owner');
    world.openToken(owner.publicKey);
    const funding = { srcEid: HOME_EID, nonce: 1n, to: owner.publicKey, amountUnits: 9n * CXT };
    world.must(world.deliverCall(world.batch([funding])));
    const call = world.sendCall({ owner: owner.publicKey, amountUnits: CXT });
    return { world, call, options: { signers: [owner] } };
  },
  deliver: () => {
    const { world, batch } = prepared();
    return { world, call: world.deliverCall(batch) };
  },
  attest: () => {
    const { world, batch } = prepared();
    return { world, call: world.attestCall(batch) };
  },
  'deliverProven/existing account': () => proven({}, { token: true }),
  'deliverProven/bought account': () =>
    proven({ hasToken: false, inbound: { buysAccount: true } }, { token: true, owner: true }),
  'deliverProven/queued': () => proven({ amountCxt: 90n }, { queued: true }),
  'deliverProven/claimable': () => proven({ hasToken: false }, { token: true, credit: true }),
  'deliverProven/call': () => proven({ inbound: CALL }, { token: true, compose: true }),
  'claimQueued/existing account': () => queued({}, { token: true }),
  'claimQueued/bought account': () =>
    queued({ hasToken: false, inbound: { buysAccount: true } }, { token: true, owner: true }),
  'claimQueued/claimable': () => queued({ hasToken: false }, { token: true, credit: true }),
  'claimQueued/call': () => queued({ inbound: CALL }, { token: true, compose: true }),
  'claimCredit/plain': () => credited({}),
  'claimCredit/call': () => credited({ inbound: CALL }),
  executeCompose: () => {
    const world = new GatewayWorld();
    const receiver = deployReceiver(world, 'compose_receiver');
    const message = { srcEid: HOME_EID, nonce: 1n, to: receiver.inbox, amountUnits: CXT, ...CALL };
    const batch = world.batch([message]);
    world.must(world.attestCall(batch));
    const { payer, signers } = relayerOf(world);
    world.must(world.deliverProvenCall(batch, 0, { token: true, compose: true }, payer), signers);
    const [sealed] = batch.messages;
    if (sealed === undefined) throw new Error('no message');
    return {
      world,
      call: world.executeComposeCall(sealed, receiver.program, [], { rentPayer: payer.payer }),
    };
  },
  closeRoot: () => {
    const { world, batch } = prepared();
    const { payer, signers } = relayerOf(world);
    world.must(world.attestCall(batch, payer), signers);
    world.chain.setTime(batch.fields.notAfter + 1n);
    return { world, call: world.closeRootCall(batch.fields.root, payer.payer) };
  },
};
