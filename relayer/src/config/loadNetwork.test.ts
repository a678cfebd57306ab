import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENDPOINTS } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { loadNetwork, requireDeployment } from './loadNetwork.ts';
import type { NetworkInput } from './networkSchema.ts';
import { editDistance, suggestName } from './suggestion.ts';

const builtIn = (network: string) => loadNetwork({ network, folder: '.', file: 'relayer.json' });

describe('the networks that come with the relayer', () => {
  it('have the true chain ids', () => {
    const ids = (network: string) =>
      Object.values(builtIn(network).chains).map((c) => c.chainId ?? c.genesisHash);
    expect(ids('mainnet')).toEqual([1, 56, 42161, '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d']);
    expect(ids('testnet')).toEqual([11155111, 97, 421614, 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG']);
    expect(new Set(ids('devnet')).size).toBe(3);
  });

  it.each(['devnet', 'testnet', 'mainnet'])('%s has the endpoint ids of the protocol', (name) => {
    const { chains, profile } = builtIn(name);
    const stage = profile === 'mainnet' ? 'mainnet' : 'testnet';
    for (const [key, chain] of Object.entries(chains)) {
      const endpoint = ENDPOINTS.find((row) => row.chain === key && row.stage === stage);
      expect({ eid: chain.eid, vm: chain.vm }).toEqual({ eid: endpoint?.eid, vm: endpoint?.vm });
      expect(chain.maxComposeGas).toBe(chain.vm === 'evm' ? 5_000_000 : 900_000);
    }
  });

  it.each(['testnet', 'mainnet'])('%s pauses BSC when finality lags, and is not deployed', (name) => {
    const network = builtIn(name);
    expect(network.chains.bsc?.finality).toEqual({ tag: 'finalized', maxLagBlocks: 20, maxLagSeconds: 60 });
    expect(() => requireDeployment(network)).toThrow(
      expect.objectContaining({ code: 'CXT_CONFIG_NOT_DEPLOYED' }),
    );
  });
});

describe('a network file', () => {
  const members = [1, 2, 3, 4].map((n) => `0x${String(n).repeat(40)}`);
  const deployed = (): NetworkInput => ({
    name: 'devnet',
    profile: 'devnet',
    home: 'ethereum',
    chains: {
      ethereum: {
        eid: 40161,
        vm: 'evm',
        chainId: 31337,
        finality: { tag: 'finalized' },
        maxComposeGas: 5_000_000,
        contracts: { token: `0x${'aa'.repeat(20)}`, gateway: `0x${'bb'.repeat(20)}` },
      },
    },
    signerSet: { epoch: 1, threshold: 3, members },
  });

  const KEY = '9dSGVrBBpUCc2GU5jCVQ1zJe7qiEphfTrPvZiQr9GR9f';
  const solana = {
    eid: 40168,
    vm: 'svm',
    genesisHash: KEY,
    finality: { tag: 'finalized' },
    maxComposeGas: 900_000,
    contracts: { token: KEY, gateway: KEY, program: KEY, codeHash: `0x${'12'.repeat(32)}` },
  } as const;

  /** With Solana, and some addresses of one chain replaced. */
  function withContracts(network: NetworkInput, key: 'ethereum' | 'solana', changed: object): unknown {
    const chains: NetworkInput['chains'] = { ...network.chains, solana };
    const chain = chains[key];
    return {
      ...network,
      chains: { ...chains, [key]: { ...chain, contracts: { ...chain?.contracts, ...changed } } },
    };
  }

  function load(network: unknown) {
    const folder = mkdtempSync(join(tmpdir(), 'cxt-network-'));
    try {
      writeFileSync(join(folder, 'network.json'), JSON.stringify(network));
      return loadNetwork({ network: './network.json', folder, file: 'relayer.json' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('of a deployment can be relayed', () => {
    const network = requireDeployment(load(deployed()));
    expect(network.chains.ethereum?.contracts.gateway).toBe(`0x${'bb'.repeat(20)}`);
    expect(network.signerSet.threshold).toBe(3);
  });

  it('of a deployment on Solana too names program and code', () => {
    const network = requireDeployment(load(withContracts(deployed(), 'solana', {})));
    expect(network.chains.solana?.contracts).toMatchObject({
      program: KEY,
      codeHash: `0x${'12'.repeat(32)}`,
    });
  });

  it.each<[string, (network: ReturnType<typeof deployed>) => unknown, string, RegExp]>([
    [
      'k ≤ 2n/3',
      (n) => ({ ...n, signerSet: { epoch: 1, threshold: 2, members } }),
      'CXT_CONFIG_INVALID_VALUE',
      /signerSet/,
    ],
    [
      'members out of order',
      (n) => ({ ...n, signerSet: { epoch: 1, threshold: 3, members: [...members].toReversed() } }),
      'CXT_CONFIG_INVALID_VALUE',
      /signerSet/,
    ],
    ['a home that is no chain', (n) => ({ ...n, home: 'bsc' }), 'CXT_CONFIG_INVALID_VALUE', /no chain "bsc"/],
    [
      'an eid twice',
      (n) => ({ ...n, chains: { ...n.chains, bsc: n.chains.ethereum } }),
      'CXT_CONFIG_INVALID_VALUE',
      /same eid/,
    ],
    [
      'another tag',
      (n) => ({ ...n, chains: { ethereum: { ...n.chains.ethereum, finality: { tag: 'safe' } } } }),
      'CXT_CONFIG_INVALID_VALUE',
      /finality\.tag/,
    ],
    [
      'no chain id',
      (n) => ({ ...n, chains: { ethereum: { ...n.chains.ethereum, chainId: undefined } } }),
      'CXT_CONFIG_INVALID_VALUE',
      /needs "chainId"/,
    ],
    [
      'a Solana address on an EVM chain',
      (n) => withContracts(n, 'ethereum', { gateway: KEY }),
      'CXT_CONFIG_INVALID_VALUE',
      /expected an EVM address .* at chains\.ethereum\.contracts\.gateway/,
    ],
    [
      'an EVM address on Solana',
      (n) => withContracts(n, 'solana', { gateway: `0x${'bb'.repeat(20)}` }),
      'CXT_CONFIG_INVALID_VALUE',
      /expected a Solana address \(base58\).* at chains\.solana\.contracts\.gateway/,
    ],
    [
      'a program of the wrong length on Solana',
      (n) => withContracts(n, 'solana', { program: KEY.slice(0, 40) }),
      'CXT_CONFIG_INVALID_VALUE',
      /expected a Solana address \(base58 of 32 bytes\), not \w{40}: .* at chains\.solana\.contracts\.program/,
    ],
    [
      'an EVM address among the lookup tables of Solana',
      (n) => withContracts(n, 'solana', { lookupTables: [KEY, `0x${'bb'.repeat(20)}`] }),
      'CXT_CONFIG_INVALID_VALUE',
      /this is an EVM address: .* at chains\.solana\.contracts\.lookupTables/,
    ],
    [
      'no program on Solana',
      (n) => withContracts(n, 'solana', { program: undefined }),
      'CXT_CONFIG_INVALID_VALUE',
      /needs the gateway program/,
    ],
    [
      'a code hash of the wrong length',
      (n) => withContracts(n, 'solana', { codeHash: '0x12' }),
      'CXT_CONFIG_INVALID_VALUE',
      /codeHash/,
    ],
    ['an unknown key', (n) => ({ ...n, profil: 1 }), 'CXT_CONFIG_UNKNOWN_KEY', /profil/],
  ])('with %s is refused', (_, change, code, message) => {
    const refuse = () => load(change(deployed()));
    expect(refuse).toThrow(expect.objectContaining({ code }));
    expect(refuse).toThrow(message);
  });
});

describe('suggestions', () => {
  it('count edits, a swap as one', () => {
    expect(editDistance('rcp', 'rpc')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('name the nearest, or all when none is near', () => {
    expect(suggestName({ given: 'Network', known: ['network', 'log'] })).toBe('did you mean "network"?');
    expect(suggestName({ given: 'xxxxxxxx', known: ['a', 'b'] })).toBe('remove it; known here: a, b');
    expect(suggestName({ given: 'x', known: [] })).toBe('remove it');
  });
});
