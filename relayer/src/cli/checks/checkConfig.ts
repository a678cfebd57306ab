/** All that can be known of a configuration without starting it. */
import type { SignerSetState } from '@cxt-bridge/adapters/core';
import { systemClock } from '../../clock/systemClock.ts';
import { loadKeys, type RelayerConfig } from '../../config/index.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { createMetrics } from '../../observability/metrics.ts';
import { type AssembledChain, assembleChains } from '../start/chainPorts.ts';
import { checkProvider } from './checkProvider.ts';
import { checkSubmitter } from './checkSubmitter.ts';
import { failed, type Finding, passed } from './finding.ts';

export interface ConfigChecked {
  readonly findings: readonly Finding[];
  readonly chains: readonly AssembledChain[];
  /** Lower case. */
  readonly attester: `0x${string}`;
}

/** Asks every provider of every chain. Throws what makes asking impossible: `CXT_CONFIG_*`, `CXT_KEY*`. */
export async function checkConfig(config: RelayerConfig): Promise<ConfigChecked> {
  const keys = await loadKeys(config);
  const attester = keys.attester.address;
  const chains = await assembleChains({ config, keys, metrics: createMetrics(), clock: systemClock() });
  const findings = await Promise.all(chains.map((chain) => checkChain({ chain, attester, config })));
  const head = passed({
    subject: 'config',
    check: config.file,
    detail: `${config.operator} on ${config.network.name}, attester ${attester}`,
  });
  return { findings: [head, ...findings.flat()], chains, attester };
}

async function checkChain(parameters: {
  chain: AssembledChain;
  attester: string;
  config: RelayerConfig;
}): Promise<Finding[]> {
  const { chain, attester, config } = parameters;
  const { port, providers } = chain;
  const perProvider = await Promise.all(
    providers.map((provider) => checkProvider({ chain: port.key, provider, attester })),
  );
  const findings = perProvider.flat();
  const well = perProvider.find((list) => list.every(({ level }) => level === 'ok'));
  if (well === undefined) return findings;
  const provider = providers[perProvider.indexOf(well)];
  if (provider === undefined) return findings;
  findings.push(await checkSubmitter({ chain: port.key, provider, account: port.signer.account }));
  const written = writtenSet({ chain: port.key, set: await provider.signerSet(), config });
  return written === null ? findings : [...findings, written];
}

/** The network file is a hint for people; the chain decides, so a difference is a warning. */
function writtenSet(parameters: {
  chain: string;
  set: SignerSetState;
  config: RelayerConfig;
}): Finding | null {
  const { chain, set, config } = parameters;
  const written = config.network.signerSet;
  if (written === null || BigInt(written.epoch) === set.epoch) return null;
  const detail = `epoch ${written.epoch}, on chain ${set.epoch}`;
  const error = new BridgeError('CXT_CONFIG_SET_DIFFERS', { context: { chain, detail } });
  return failed({ subject: chain, check: 'network file', error, level: 'warning' });
}
