/**
 * A whole simulated deployment: home, spokes, users, endpoints, and the questions a simulation asks at the end.
 *
 * Guarantee: everything in it is a function of the options, the clock and the calls made.
 */
import type { BroadcastResult, ChainDeployment, Hex } from '../core/index.ts';
import { bytes32ToAddress, type Eid, type Guid } from '../protocol/index.ts';
import { assertConservation, type ChainTotals, chainTotals } from './conservation.ts';
import { accountToBytes32 } from './gatewayConfig.ts';
import type { SentRecord } from './gatewayState.ts';
import {
  deliveryCount,
  type MessageStatus,
  messageStatus,
  type PacketPlace,
  sentMessages,
} from './messageStatus.ts';
import type { ProviderFaults } from './providerFaults.ts';
import { type SeededRandomness, seededRandomness } from './seededRandomness.ts';
import { createSignatureCheck } from './signatureCheck.ts';
import { SimChain } from './simChain.ts';
import { SimExpiringSigner } from './simExpiringSigner.ts';
import { SimProvider } from './simProvider.ts';
import { encodeTransaction, type UserCall } from './simTransaction.ts';
import { SimTxSigner } from './simTxSigner.ts';
import {
  accountOf,
  chainGenesis,
  DEFAULT_SVM_RULES,
  namedAddress,
  networkIdOf,
  type SimWorldOptions,
  valueFor,
  vmIn,
  worldAddresses,
} from './worldGenesis.ts';

/** What a user asks for; `from` is an account of the source, `to` one of the destination. */
export interface SendRequest {
  readonly from: Hex;
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly to: Hex;
  readonly amountWei: bigint;
  /** Default: whatever is quoted. */
  readonly maxFeeWei?: bigint;
  /** Body of the call; empty (the default) = no call. */
  readonly composeMsg?: Hex;
  readonly composeGas?: number;
  /** Buys the recipient's token account; only towards Solana-like chains. */
  readonly openAccount?: boolean;
}

/** Hash of a user's transaction and what the node said. */
export interface Submitted {
  readonly hash: Hex;
  readonly result: BroadcastResult;
}

const USER_GAS_LIMIT = 1_000_000n;
const DEFAULT_BLOCK_GAS = 60_000_000n;
const DEFAULT_KEEP_BLOCKS = 256;
const DEFAULT_USERS = 8;
const WHATEVER_WEI = 10n ** 26n;

/** One deployment. Make it with `createSimWorld`. */
export class SimWorld {
  readonly homeEid: Eid;
  readonly eids: readonly Eid[];
  readonly chains: ReadonlyMap<Eid, SimChain>;
  readonly users: readonly Hex[];
  readonly options: SimWorldOptions;
  readonly #random: SeededRandomness;

  constructor(options: SimWorldOptions) {
    this.options = options;
    this.homeEid = options.homeEid;
    this.eids = [options.homeEid, ...options.spokeEids];
    this.#random = seededRandomness(Math.floor(options.randomness.next() * 2 ** 32));
    this.users = Array.from({ length: options.userCount ?? DEFAULT_USERS }, (_, index) => userAddress(index));
    const checkSignatures = createSignatureCheck({ recover: options.recover });
    const { finalityDepth = 4, blockMs = 1_000, keepBlocks = DEFAULT_KEEP_BLOCKS } = options;
    this.chains = new Map(
      this.eids.map((eid) => [
        eid,
        new SimChain({
          genesis: chainGenesis({ options, eid, users: this.users, checkSignatures }),
          clock: options.clock,
          randomness: this.#stream(),
          finalityDepth: valueFor(finalityDepth, eid),
          blockMs: valueFor(blockMs, eid),
          blockGasLimit: options.blockGasLimit ?? DEFAULT_BLOCK_GAS,
          keepBlocks,
          ...(vmIn(options, eid) === 'svm' && { svm: options.svm ?? DEFAULT_SVM_RULES }),
        }),
      ]),
    );
  }

  chain(eid: Eid): SimChain {
    const chain = this.chains.get(eid);
    if (chain === undefined) throw new RangeError(`no chain ${eid}`);
    return chain;
  }

  /** What an adapter is told about one chain. */
  deployment(eid: Eid): ChainDeployment {
    const vm = vmIn(this.options, eid);
    const { gateway, token } = worldAddresses(this.options.networkName ?? 'simulation', vm);
    const written = (account: Hex): string =>
      vm === 'evm' ? account : bytes32ToAddress({ vm, value: account });
    return {
      eid,
      homeEid: this.homeEid,
      networkId: networkIdOf(eid),
      gateway: written(gateway),
      token: written(token),
      remoteEids: this.eids.filter((other) => other !== eid),
      startHeight: valueFor(this.options.startHeight ?? 1n, eid),
    };
  }

  /** A new endpoint of one chain. */
  provider(at: { eid: Eid; label: string; faults?: Partial<ProviderFaults> }): SimProvider {
    const { eid, label, faults = {} } = at;
    return new SimProvider({
      label,
      chain: this.chain(eid),
      deployment: this.deployment(eid),
      clock: this.options.clock,
      randomness: this.#stream(),
      faults,
    });
  }

  /** The account of one of `users` on a chain. */
  account(at: { eid: Eid; user: Hex }): Hex {
    return accountOf({ user: at.user, vm: vmIn(this.options, at.eid) });
  }

  /** A submitter account of a Solana-like chain; gas as for `signer`. */
  expiringSigner(at: { eid: Eid; account: string }): SimExpiringSigner {
    return new SimExpiringSigner({ account: at.account, chain: this.chain(at.eid) });
  }

  /** A submitter account of one EVM-like chain; give it gas through `nativeAccounts` or the `fundNative` system call. */
  signer(at: { eid: Eid; account: string }): SimTxSigner {
    return new SimTxSigner({ account: at.account, networkId: networkIdOf(at.eid) });
  }

  /** A user sends CXT, optionally with a call. It happens when the block is mined; look at `receipt(hash)`. */
  send(request: SendRequest): Submitted {
    const { from, srcEid, dstEid, amountWei } = request;
    const { maxFeeWei = WHATEVER_WEI, composeMsg = '0x', composeGas = 0 } = request;
    const open = request.openAccount === undefined ? {} : { openAccount: request.openAccount };
    const to = accountToBytes32(request.to);
    return this.submit({
      eid: srcEid,
      from,
      call: { kind: 'send', dstEid, to, amountWei, maxFeeWei, composeMsg, composeGas, ...open },
    });
  }

  /** A holder destroys his own tokens. */
  burn(at: { eid: Eid; from: Hex; amountWei: bigint }): Submitted {
    return this.submit({ eid: at.eid, from: at.from, call: { kind: 'burn', amountWei: at.amountWei } });
  }

  /** Somebody gives the gateway tokens. */
  donate(at: { eid: Eid; from: Hex; amountWei: bigint }): Submitted {
    const to = this.chain(at.eid).ledger.genesis.config.gateway;
    return this.submit({
      eid: at.eid,
      from: at.from,
      call: { kind: 'transfer', to, amountWei: at.amountWei },
    });
  }

  /** Any user call, as a wallet would submit it. */
  submit(at: { eid: Eid; from: Hex; call: UserCall }): Submitted {
    const chain = this.chain(at.eid);
    const anchor = chain.anchor();
    const maxPriorityFeePerGas = BigInt(1 + this.#random.below(1_000));
    const { raw, hash } = encodeTransaction({
      networkId: networkIdOf(at.eid),
      from: at.from,
      nonce: anchor === null ? chain.nextNonce(at.from) : 0n,
      gasLimit: USER_GAS_LIMIT,
      maxFeePerGas: 16n * chain.baseFee() + maxPriorityFeePerGas,
      maxPriorityFeePerGas,
      call: at.call,
      ...(anchor !== null && { anchor: anchor.hash }),
    });
    return { hash, result: chain.broadcast(raw) };
  }

  /** One block on every chain. */
  mineAll(): void {
    for (const chain of this.chains.values()) chain.mine();
  }

  /** Lets heights pass on every chain at its own interval until aborted; lives on the world's clock. */
  async produceBlocks(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const produce = async (chain: SimChain): Promise<void> => {
      while (!signal.aborted) {
        await clock.sleep(chain.options.blockMs, signal);
        chain.passHeight();
      }
    };
    await Promise.all([...this.chains.values()].map(produce)).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** CXT of an account at the head of a chain, wei. */
  tokenBalance(at: { eid: Eid; account: string }): bigint {
    return this.chain(at.eid).ledger.state.tokenWei.get(at.account) ?? 0n;
  }

  /** Figures of every chain at its head. */
  totals(): ReadonlyMap<Eid, ChainTotals> {
    return chainTotals(this);
  }

  /** Throws `ConservationBroken` unless every wei is accounted for at the heads. */
  assertConservation(): void {
    assertConservation(this);
  }

  /** How often a message was credited at its destination, on the chain as it is now. */
  deliveryCount(place: PacketPlace): number {
    return deliveryCount(this.chains, place);
  }

  /** Every message that stands on its source chain now, with what became of it. */
  messages(): MessageStatus[] {
    return sentMessages(this.chains).map((sent) => this.#status(sent));
  }

  /** What became of one message; `null` if no chain sent it (any more). */
  message(guid: Guid): MessageStatus | null {
    const sent = sentMessages(this.chains).find((record) => record.guid === guid);
    return sent === undefined ? null : this.#status(sent);
  }

  /** Credited exactly once with the sent content, transit recorded where due, all of it final. */
  isSettled(guid: Guid): boolean {
    return this.message(guid)?.settled ?? false;
  }

  #status(sent: SentRecord): MessageStatus {
    return messageStatus({ chains: this.chains, homeEid: this.homeEid, sent });
  }

  #stream(): SeededRandomness {
    return seededRandomness(this.#random.below(2 ** 32));
  }
}

/** Builds a deployment; the chains stand at block 0. */
export function createSimWorld(options: SimWorldOptions): SimWorld {
  return new SimWorld(options);
}

/** Address of the n-th user. */
export function userAddress(index: number): Hex {
  return namedAddress(`user/${index}`);
}
