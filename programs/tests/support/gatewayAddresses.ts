/** Addresses of a gateway's accounts, from its program alone. */
import { type Hex, hexToBytes } from '@cxt-bridge/adapters/protocol';
import { PublicKey } from '@solana/web3.js';
import { readArtifact } from './artifacts.ts';
import { IdlClient } from './idlClient.ts';
import { associatedAddress } from './splToken.ts';

const UPGRADEABLE_LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');

export class GatewayAddresses {
  readonly gateway: IdlClient;
  readonly config: PublicKey;
  readonly mint: PublicKey;
  readonly mintAuthority: PublicKey;
  readonly feeVault: PublicKey;

  constructor() {
    this.gateway = new IdlClient(readArtifact('cxt_gateway'));
    this.config = this.gateway.address('config');
    this.mint = this.gateway.address('mint');
    this.mintAuthority = this.gateway.address('mint_authority');
    this.feeVault = this.gateway.address('fees');
  }

  programData(): PublicKey {
    return PublicKey.findProgramAddressSync([this.gateway.program.toBuffer()], UPGRADEABLE_LOADER)[0];
  }

  lane(eid: number): PublicKey {
    return this.gateway.address('lane', u32le(eid));
  }

  nonces(eid: number, page = 0n): PublicKey {
    return this.gateway.address('nonces', u32le(eid), u64le(page));
  }

  signerSet(epoch: bigint): PublicKey {
    return this.gateway.address('set', u64le(epoch));
  }

  leafAddress(kind: 'queued' | 'credit' | 'compose', leaf: Hex): PublicKey {
    return this.gateway.address(kind, hexToBytes(leaf));
  }

  root(root: Hex): PublicKey {
    return this.gateway.address('root', hexToBytes(root));
  }

  tokenAccount(owner: PublicKey): PublicKey {
    return associatedAddress({ owner, mint: this.mint });
  }
}

function u32le(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64le(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
