/** The network file that all relayers of the devnet share: chains, addresses, signer set. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { CHAINS, HOME, SOLANA } from '../chain/chainSpec.ts';
import { THRESHOLD } from '../chain/devAccounts.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import type { Deployment } from '../deploy/deployBridge.ts';
import { signerSetMembers } from '../deploy/parameters.ts';
import { GATEWAY_PROGRAM, programArtifact } from '../solana/programArtifact.ts';
import type { SolanaBridge } from '../solana/solanaBridge.ts';

/** Content of `network.json`. */
export function networkFile(parameters: {
  addresses: DeploymentAddresses;
  deployments: readonly Deployment[];
  solana: SolanaBridge | null;
}) {
  const { addresses, deployments, solana } = parameters;
  const { networkName, gateway, token, quorum, composeCaller } = addresses;
  const { feeSettlement, miningPool, stakeRegistry, jobMarket } = addresses;
  const ofHome = { feeSettlement, miningPool, stakeRegistry, jobMarket };
  const shared = { token, gateway, quorum, composeCaller };
  return {
    name: networkName,
    profile: 'devnet',
    home: HOME,
    chains: {
      ...Object.fromEntries(
        CHAINS.map(({ key, eid, chainId }, index) => [
          key,
          {
            eid,
            vm: 'evm',
            chainId,
            finality: { tag: 'finalized' },
            maxComposeGas: 5_000_000,
            startHeight: Number(deployments[index]?.startHeight ?? 0n),
            contracts: key === HOME ? { ...shared, ...ofHome } : shared,
          },
        ]),
      ),
      ...(solana === null ? {} : { [SOLANA.key]: solanaEntry(solana) }),
    },
    signerSet: { epoch: 1, threshold: THRESHOLD, members: signerSetMembers() },
  };
}

function solanaEntry({ chain, addresses, deployment }: SolanaBridge) {
  return {
    eid: chain.eid,
    vm: 'svm',
    genesisHash: chain.genesisHash,
    finality: { tag: 'finalized' },
    maxComposeGas: 900_000,
    startHeight: Number(deployment.startHeight),
    contracts: {
      token: addresses.mint,
      gateway: addresses.config,
      program: addresses.program,
      codeHash: codeHash(programArtifact(GATEWAY_PROGRAM).soPath),
    },
  };
}

/** sha256 of the code without the zero bytes at its end, with which the loader fills up its account. */
function codeHash(soPath: string): string {
  const code = readFileSync(soPath);
  const end = code.findLastIndex((byte) => byte !== 0) + 1;
  return `0x${createHash('sha256').update(code.subarray(0, end)).digest('hex')}`;
}
