/**
 * What must be true of a provider before anything it says is used: its chain id (Solana: genesis hash), its finality, code at the
 * addresses, and the attester in the signer set on chain.
 */
import { ChainError, type ChainProvider } from '@cxt-bridge/adapters/core';
import { BridgeError } from '../../errors/bridgeError.ts';
import { failed, type Finding, passed } from './finding.ts';

interface ProviderCheck {
  readonly check: string;
  readonly run: () => Promise<string>;
}

/** Findings in the order of the checks; the first failure ends them, since what follows would only repeat it. */
export async function checkProvider(parameters: {
  chain: string;
  provider: ChainProvider;
  attester: string;
  signal?: AbortSignal;
}): Promise<Finding[]> {
  const { chain, provider } = parameters;
  const findings: Finding[] = [];
  for (const { check, run } of providerChecks(parameters)) {
    const named = `${check} (${provider.label})`;
    try {
      findings.push(passed({ subject: chain, check: named, detail: await run() }));
    } catch (error) {
      parameters.signal?.throwIfAborted();
      findings.push(failed({ subject: chain, check: named, error: atChain({ error, chain }) }));
      break;
    }
  }
  return findings;
}

/** The provider is in the sentence already; what people need besides is the chain. */
function atChain(options: { error: unknown; chain: string }): unknown {
  const { error, chain } = options;
  return error instanceof ChainError ? new ChainError(error.code, error.message, { chain }) : error;
}

function providerChecks(parameters: {
  chain: string;
  provider: ChainProvider;
  attester: string;
  signal?: AbortSignal;
}): ProviderCheck[] {
  const { chain, provider, attester, signal } = parameters;
  const { deployment, label } = provider;
  const call = signal === undefined ? {} : { signal };
  const isSolana = !deployment.gateway.startsWith('0x');
  return [
    {
      check: isSolana ? 'genesis hash' : 'chain id',
      run: async () => {
        const found = await provider.networkId(call);
        if (found === deployment.networkId) return found;
        const what = isSolana ? 'the cluster with genesis hash' : 'chain';
        const message = `${label} serves ${what} ${found}, not ${deployment.networkId}`;
        throw new ChainError('CXT_CHAIN_WRONG_NETWORK', message, { chain });
      },
    },
    {
      check: isSolana ? 'finalized commitment' : 'finalized tag',
      run: async () => {
        const { latest, finalized } = await provider.heads(call);
        return `${finalized.height} (latest ${latest.height})`;
      },
    },
    {
      check: 'contracts',
      run: async () => {
        const problem = await provider.deploymentProblem(call);
        if (problem === null) return `gateway ${deployment.gateway}`;
        throw new ChainError('CXT_CHAIN_NO_CODE', `${label}: ${problem}`, { chain });
      },
    },
    {
      check: 'signer set',
      run: async () => {
        const { epoch, threshold, members } = await provider.signerSet(call);
        const isMember = members.some((member) => member.toLowerCase() === attester.toLowerCase());
        if (isMember) return `epoch ${epoch}, ${threshold} of ${members.length}, this attester is a member`;
        throw new BridgeError('CXT_CONFIG_ATTESTER_NOT_IN_SET', {
          context: { address: attester, epoch: epoch.toString(), chain },
        });
      },
    },
  ];
}
