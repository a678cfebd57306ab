/**
 * The chain port over one Solana JSON-RPC node.
 *
 * Guarantee: heights are slots and may be without a block; events come from the program's self-CPI, flows from the token program,
 * and both must agree with the transaction's own balances; every foreign error is translated here, once; no text that leaves
 * carries the endpoint's URL. What a node says of final blocks is its word: agreement of several is made above.
 */
import type { ChainProvider } from '../core/chainProvider.ts';
import type { Hex } from '../protocol/index.ts';
import { accountNonce, balanceOf, networkId } from './reads/accounts.ts';
import { anchor, anchorExpired } from './reads/anchor.ts';
import { blockAt, blockAtOrBefore } from './reads/blocks.ts';
import { broadcast } from './reads/broadcast.ts';
import { closableRoots } from './reads/closableRoots.ts';
import { estimate } from './reads/estimate.ts';
import { feeQuote } from './reads/feeQuote.ts';
import { deploymentProblem } from './reads/deploymentProblem.ts';
import { heads } from './reads/heads.ts';
import { inboundLane } from './reads/inboundLane.ts';
import { noncesUsed } from './reads/noncesUsed.ts';
import { observe } from './reads/observe.ts';
import { outboundLanes } from './reads/outboundLanes.ts';
import { signerSet } from './reads/signerSet.ts';
import { supplyState } from './reads/supplyState.ts';
import { txStatus } from './reads/txStatus.ts';
import { createSolanaRpc, type SolanaRpcOptions } from './rpc/solanaRpc.ts';
import { translated } from './rpc/translated.ts';
import { deploymentAddresses, type SolanaDeployment } from './solanaDeployment.ts';
import { emptyMemory, type SolanaReader } from './solanaReader.ts';

export interface SolanaProviderOptions extends SolanaRpcOptions {
  readonly deployment: SolanaDeployment;
  /** Tables that estimates may use. */
  readonly lookupTables?: readonly string[];
  /** sha256 of the program's code as {@link programCodeHash} takes it; checked by `deploymentProblem`. */
  readonly codeHash?: Hex;
  /** Most that is ever quoted, micro-lamports per compute unit. Default 1,000,000. */
  readonly maxPriorityFee?: bigint;
}

/** A provider with the reads that only chains with stored roots and expiring transactions have. */
export type SolanaProvider = ChainProvider &
  Required<Pick<ChainProvider, 'closableRoots' | 'anchor' | 'anchorExpired'>>;

/**
 * Provider of one node.
 * @throws TypeError for a URL that is none, and for a deployment whose gateway or mint are not those of its program
 */
export function createSolanaProvider(options: SolanaProviderOptions): SolanaProvider {
  const reader: SolanaReader = {
    rpc: createSolanaRpc(options),
    deployment: options.deployment,
    addresses: deploymentAddresses(options.deployment),
    lookupTables: options.lookupTables ?? [],
    codeHash: options.codeHash ?? null,
    maxPriorityFee: options.maxPriorityFee ?? 1_000_000n,
    memory: emptyMemory(),
  };
  const { label } = reader.rpc;
  const at =
    <Arguments extends readonly unknown[], Result>(
      read: (reader: SolanaReader, ...rest: Arguments) => Promise<Result>,
    ): ((...rest: Arguments) => Promise<Result>) =>
    (...rest) =>
      translated({ label, work: () => read(reader, ...rest) });
  return {
    label,
    deployment: options.deployment,
    networkId: at(networkId),
    heads: at(heads),
    blockAt: at(blockAt),
    blockAtOrBefore: at(blockAtOrBefore),
    observe: at(observe),
    outboundLanes: at(outboundLanes),
    supplyState: at(supplyState),
    signerSet: at(signerSet),
    inboundLane: at(inboundLane),
    noncesUsed: at(noncesUsed),
    deploymentProblem: at(deploymentProblem),
    balanceOf: at(balanceOf),
    accountNonce,
    feeQuote: at(feeQuote),
    estimate: at(estimate),
    broadcast: at(broadcast),
    txStatus: at(txStatus),
    closableRoots: at(closableRoots),
    anchor: at(anchor),
    anchorExpired: at(anchorExpired),
  };
}
