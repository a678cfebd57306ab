/** One deployment of the bridge on Solana. */
import type { ChainDeployment } from '../core/chainProvider.ts';
import { type GatewayAddresses, gatewayAddresses } from './program/addresses.ts';

/** `gateway` is the config account (the gateway's identity on the wire), `token` the mint, `networkId` the genesis hash. */
export interface SolanaDeployment extends ChainDeployment {
  readonly programId: string;
}

/**
 * Addresses of a deployment.
 * @throws TypeError when `gateway` or `token` are not those of the program: then it describes another deployment
 */
export function deploymentAddresses(deployment: SolanaDeployment): GatewayAddresses {
  const addresses = addressesOf(deployment.programId);
  for (const [what, given, derived] of [
    ['gateway', deployment.gateway, addresses.config],
    ['token', deployment.token, addresses.mint],
  ] as const) {
    if (given !== derived.toBase58()) {
      throw new TypeError(
        `the ${what} of program ${deployment.programId} is ${derived.toBase58()}, not ${given}`,
      );
    }
  }
  return addresses;
}

function addressesOf(programId: string): GatewayAddresses {
  try {
    return gatewayAddresses(programId);
  } catch {
    throw new TypeError('the program id is no Solana public key');
  }
}
