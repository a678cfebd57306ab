/** The example receiver and the hostile one, on the gateway's chain. */
import type { PublicKey } from '@solana/web3.js';
import { readArtifact } from './artifacts.ts';
import type { GatewayWorld } from './gatewayWorld.ts';
import { IdlClient } from './idlClient.ts';

/** A receiver with an inbox that is open and has a token account. */
export interface Receiver {
  readonly client: IdlClient;
  readonly program: PublicKey;
  /** Where messages go. */
  readonly inbox: PublicKey;
}

/** Deploys a receiver and opens its inbox; the chain's payer is its admin. */
export function deployReceiver(world: GatewayWorld, name: 'compose_receiver' | 'hostile_receiver'): Receiver {
  const artifact = readArtifact(name);
  const client = new IdlClient(artifact);
  world.chain.deploy(artifact.address, artifact.sharedObject);
  const inbox = client.address('inbox');
  const payer = name === 'compose_receiver' ? 'admin' : 'payer';
  const accounts = { [payer]: world.payerKey, inbox };
  world.chain.mustSend([client.instruction({ name: 'initialize', accounts })]);
  world.openToken(inbox);
  return { client, program: artifact.address, inbox };
}
