/** Calls of a working gateway, as relayers, users and strangers make them. Every account can be replaced. */
import { type Hex, merkleProof } from '@cxt-bridge/adapters/protocol';
import type { AccountMeta, PublicKey } from '@solana/web3.js';
import { bn } from './bn.ts';
import { CXT, HOME_EID } from './deployment.ts';
import type { Accounts, Call } from './idlClient.ts';
import type { Batch, Given, SealedInbound } from './inbound.ts';
import { numbersOf } from './quorum.ts';
import { SetupCalls } from './setupCalls.ts';

const PAGE = 8_192n;

export abstract class GatewayCalls extends SetupCalls {
  deliverCall(batch: Batch, given: readonly Given[] = [], accounts: Accounts = {}): Call {
    const [first] = batch.messages;
    if (first === undefined) throw new Error('an empty batch');
    let [srcEid, page] = [first.srcEid, first.nonce / PAGE];
    const flags: number[] = [];
    const following: AccountMeta[] = [];
    for (const [index, message] of batch.messages.entries()) {
      const messagePage = message.nonce / PAGE;
      if (message.srcEid !== srcEid)
        following.push(
          writable(this.lane(message.srcEid)),
          writable(this.nonces(message.srcEid, messagePage)),
        );
      else if (messagePage !== page) following.push(writable(this.nonces(srcEid, messagePage)));
      [srcEid, page] = [message.srcEid, messagePage];
      const taken = this.itemAccounts(message, given[index] ?? { token: true });
      flags.push(taken.flags);
      following.push(...taken.metas);
    }
    return {
      name: 'deliver',
      args: {
        attestation: [...batch.attestation],
        signatures: Buffer.from(batch.signatures),
        items: Buffer.concat(batch.messages.map(({ item }) => item)),
        accountsOfItems: Buffer.from(flags),
      },
      accounts: {
        payer: this.payerKey,
        config: this.config,
        signerSet: this.signerSet(batch.fields.epoch),
        lane: this.lane(first.srcEid),
        nonces: this.nonces(first.srcEid, first.nonce / PAGE),
        mint: this.mint,
        mintAuthority: this.mintAuthority,
        ...accounts,
      },
      following,
    };
  }

  attestCall(batch: Batch, accounts: Accounts = {}): Call {
    return {
      name: 'attest',
      args: { attestation: [...batch.attestation], signatures: Buffer.from(batch.signatures) },
      accounts: {
        payer: this.payerKey,
        config: this.config,
        signerSet: this.signerSet(batch.fields.epoch),
        root: this.root(batch.fields.root),
        ...accounts,
      },
    };
  }

  deliverProvenCall(
    batch: Batch,
    index: number,
    given: Given = { token: true },
    accounts: Accounts = {},
  ): Call {
    const message = batch.messages[index];
    if (message === undefined) throw new Error(`no message ${index}`);
    const leaves = batch.messages.map(({ leaf }) => leaf);
    return {
      name: 'deliverProven',
      args: {
        item: Buffer.from(message.item),
        index,
        proof: merkleProof(leaves, index).map(numbersOf),
      },
      accounts: {
        payer: this.payerKey,
        config: this.config,
        signerSet: this.signerSet(batch.fields.epoch),
        root: this.root(batch.fields.root),
        lane: this.lane(message.srcEid),
        nonces: this.nonces(message.srcEid, message.nonce / PAGE),
        mint: this.mint,
        mintAuthority: this.mintAuthority,
        ...this.named(message, given),
        ...accounts,
      },
    };
  }

  claimQueuedCall(message: SealedInbound, given: Given = { token: true }, accounts: Accounts = {}): Call {
    const { queued: _, ...named } = this.named(message, given);
    return {
      name: 'claimQueued',
      args: { item: Buffer.from(message.item) },
      accounts: {
        payer: this.payerKey,
        config: this.config,
        lane: this.lane(message.srcEid),
        queued: this.leafAddress('queued', message.leaf),
        rentPayer: this.payerKey,
        mint: this.mint,
        mintAuthority: this.mintAuthority,
        ...named,
        ...accounts,
      },
    };
  }

  claimCreditCall(message: SealedInbound, accounts: Accounts = {}): Call {
    return {
      name: 'claimCredit',
      accounts: {
        payer: this.payerKey,
        config: this.config,
        lane: this.lane(message.srcEid),
        credit: this.leafAddress('credit', message.leaf),
        rentPayer: this.payerKey,
        mint: this.mint,
        mintAuthority: this.mintAuthority,
        tokenAccount: this.tokenAccount(message.to),
        compose: message.composeMsg === undefined ? undefined : this.leafAddress('compose', message.leaf),
        ...accounts,
      },
    };
  }

  executeComposeCall(
    message: SealedInbound,
    target: PublicKey,
    following: readonly AccountMeta[] = [],
    accounts: Accounts = {},
  ): Call {
    return {
      name: 'executeCompose',
      args: { item: Buffer.from(message.item) },
      accounts: {
        config: this.config,
        lane: this.lane(message.srcEid),
        compose: this.leafAddress('compose', message.leaf),
        rentPayer: this.payerKey,
        recipient: message.to,
        target,
        composeAuthority: this.gateway.address('compose_auth', target.toBytes()),
        ...accounts,
      },
      following,
    };
  }

  closeRootCall(root: Hex, rentPayer = this.payerKey): Call {
    return { name: 'closeRoot', accounts: { root: this.root(root), rentPayer } };
  }

  sendCall(at: {
    owner: PublicKey;
    dstEid?: number;
    to?: Hex;
    amountUnits: bigint;
    maxFeeUnits?: bigint;
    options?: Uint8Array;
    composeMsg?: Uint8Array;
    accounts?: Accounts;
  }): Call {
    const { owner, dstEid = HOME_EID, to = `0x${'00'.repeat(12)}${'ab'.repeat(20)}` as Hex } = at;
    const params = {
      dstEid,
      to: numbersOf(to),
      amountUnits: bn(at.amountUnits),
      maxFeeUnits: bn(at.maxFeeUnits ?? 10n * CXT),
      options: Buffer.from(at.options ?? []),
      composeMsg: Buffer.from(at.composeMsg ?? []),
    };
    return {
      name: 'send',
      args: { params },
      accounts: {
        owner,
        config: this.config,
        lane: this.lane(dstEid),
        mint: this.mint,
        from: this.tokenAccount(owner),
        feeVault: this.feeVault,
        ...at.accounts,
      },
    };
  }

  private named(message: SealedInbound, given: Given): Accounts {
    const { leaf, to } = message;
    return {
      tokenAccount: given.token === true ? this.tokenAccount(to) : given.token,
      owner: given.owner === true ? to : undefined,
      queued: given.queued === true ? this.leafAddress('queued', leaf) : undefined,
      credit: given.credit === true ? this.leafAddress('credit', leaf) : undefined,
      compose: given.compose === true ? this.leafAddress('compose', leaf) : undefined,
    };
  }

  private itemAccounts(message: SealedInbound, given: Given): { flags: number; metas: AccountMeta[] } {
    const named = this.named(message, given);
    let flags = 0;
    const metas: AccountMeta[] = [];
    for (const [bit, name] of ['tokenAccount', 'owner', 'queued', 'credit', 'compose'].entries()) {
      const pubkey = named[name];
      if (pubkey === undefined) continue;
      flags |= 1 << bit;
      metas.push({ pubkey, isSigner: false, isWritable: name !== 'owner' });
    }
    return { flags, metas };
  }
}

function writable(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: true };
}
