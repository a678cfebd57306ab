/** Solana: expiring transactions, several for a batch that does not fit one, calls in transactions of their own. */
import {
  createSolanaProvider,
  createSolanaTxSigner,
  type SolanaDeployment,
} from '@cxt-bridge/adapters/solana';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../../errors/bridgeError.ts';
import type { ChainDriver, DriverParameters } from './chainDriver.ts';

/**
 * WHY four: so many fit one transaction whoever they go to (`npm run bench:solana`). One more may need a stored root, whose rent
 * is locked until its attestation ends, and transactions one after the other, where bundles of four travel side by side.
 */
const MAX_ITEMS = 4;

/** The submitter's 32 bytes are the seed of its ed25519 key. @throws CXT_CONFIG_INVALID_VALUE */
export function solanaDriver(parameters: DriverParameters): ChainDriver {
  const { chain, deployed, submitter, endpoints } = parameters;
  const { program = '', codeHash, lookupTables = [] } = deployed.contracts;
  const deployment: SolanaDeployment = { ...parameters.deployment, programId: program };
  const maxPriorityFee = chain.maxPriorityFeeMicroLamports;
  const nodes = endpoints.map(({ host, url }) => ({ url: url.reveal(), label: host }));
  const [lookupTable] = lookupTables;
  return explained(parameters, () => {
    const signer = createSolanaTxSigner({
      secretKey: submitter.privateKey,
      deployment,
      nodes,
      maxPriorityFee,
      ...(lookupTable === undefined ? {} : { lookupTable }),
    });
    return {
      provider: ({ url, label }) =>
        createSolanaProvider({
          url,
          label,
          deployment,
          lookupTables,
          maxPriorityFee,
          ...(codeHash === undefined ? {} : { codeHash: codeHash as Hex }),
        }),
      submission: { signer, bundle: { maxItems: MAX_ITEMS }, composesSeparately: true },
    };
  });
}

/** The adapter refuses addresses that do not belong together with a sentence; it lacks only where they were written. */
function explained(parameters: DriverParameters, work: () => ChainDriver): ChainDriver {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const path = `chains.${parameters.chain.key}`;
    throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
      context: { detail: error.message, more: '', file: parameters.config.file, path },
    });
  }
}
