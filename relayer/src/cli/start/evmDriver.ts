/** EVM chains: providers with proofs, transactions ordered by nonces. */
import { createEvmProvider, createEvmTxSigner } from '@cxt-bridge/adapters/evm';
import { keyHex } from '../../signer/index.ts';
import type { ChainDriver, DriverParameters } from './chainDriver.ts';

export function evmDriver(parameters: DriverParameters): ChainDriver {
  const { network, deployment, submitter } = parameters;
  const requireProofs = network.profile === 'mainnet';
  const signer = createEvmTxSigner({
    privateKey: keyHex(submitter.privateKey),
    chainId: BigInt(deployment.networkId),
    gateway: deployment.gateway,
  });
  return {
    provider: ({ url, label }) => createEvmProvider({ url, label, deployment, requireProofs }),
    submission: { signer },
  };
}
