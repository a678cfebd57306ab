/** Addresses of the gateway's accounts, derived from its program id (solana design §1, table of accounts). */
import { PublicKey } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { type Hex, hexToBytes } from '../../protocol/index.ts';

export const TOKEN_PROGRAM = new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const ASSOCIATED_TOKEN_PROGRAM = new PublicKey('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');
export const UPGRADEABLE_LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
export const CLOCK_SYSVAR = new PublicKey('SysvarC1ock11111111111111111111111111111111');

/** Nonces that one page remembers. */
export const NONCES_PER_PAGE = 8_192n;

export interface GatewayAddresses {
  readonly program: PublicKey;
  /** The gateway's identity on the wire. */
  readonly config: PublicKey;
  readonly mint: PublicKey;
  readonly mintAuthority: PublicKey;
  readonly feeVault: PublicKey;
  readonly feeAuthority: PublicKey;
  readonly eventAuthority: PublicKey;
  /** Where the upgradeable loader keeps the code. */
  readonly programData: PublicKey;
  lane(eid: number): PublicKey;
  noncePage(at: { srcEid: number; page: bigint }): PublicKey;
  signerSet(epoch: bigint): PublicKey;
  root(root: Hex): PublicKey;
  queued(leaf: Hex): PublicKey;
  credit(leaf: Hex): PublicKey;
  compose(leaf: Hex): PublicKey;
  /** Signs calls to that one program. */
  composeAuthority(target: PublicKey): PublicKey;
  /** The owner's associated token account of the mint. */
  tokenAccount(owner: PublicKey): PublicKey;
}

/** Addresses of one deployment. @throws when `programId` is no public key */
export function gatewayAddresses(programId: string): GatewayAddresses {
  const program = new PublicKey(programId);
  const at = (name: string, ...seeds: readonly Uint8Array[]): PublicKey =>
    PublicKey.findProgramAddressSync(
      [Buffer.from(name), ...seeds.map((seed) => Buffer.from(seed))],
      program,
    )[0];
  const mint = at('mint');
  return {
    program,
    config: at('config'),
    mint,
    mintAuthority: at('mint_authority'),
    feeVault: at('fees'),
    feeAuthority: at('fee_authority'),
    eventAuthority: at('__event_authority'),
    programData: PublicKey.findProgramAddressSync([program.toBuffer()], UPGRADEABLE_LOADER)[0],
    lane: (eid) => at('lane', littleEndian(BigInt(eid), 4)),
    noncePage: ({ srcEid, page }) => at('nonces', littleEndian(BigInt(srcEid), 4), littleEndian(page, 8)),
    signerSet: (epoch) => at('set', littleEndian(epoch, 8)),
    root: (root) => at('root', hexToBytes(root)),
    queued: (leaf) => at('queued', hexToBytes(leaf)),
    credit: (leaf) => at('credit', hexToBytes(leaf)),
    compose: (leaf) => at('compose', hexToBytes(leaf)),
    composeAuthority: (target) => at('compose_auth', target.toBytes()),
    tokenAccount: (owner) =>
      PublicKey.findProgramAddressSync(
        [owner.toBuffer(), TOKEN_PROGRAM.toBuffer(), mint.toBuffer()],
        ASSOCIATED_TOKEN_PROGRAM,
      )[0],
  };
}

/** Page that remembers a nonce. */
export function pageOfNonce(nonce: bigint): bigint {
  return nonce / NONCES_PER_PAGE;
}

/** An unsigned integer of `size` bytes, little-endian as Solana programs have it. */
export function littleEndian(value: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
