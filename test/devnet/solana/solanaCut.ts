/** Solana's part of a supply cut: the mint's supply and every movement of it, up to one final slot. */
import { utils } from '@coral-xyz/anchor';
import type { PublicKey, VersionedTransactionResponse } from '@solana/web3.js';

import type { ChainCut } from '../supply/readCut.ts';
import type { BookEvent } from '../watch/bookEvent.ts';
import type { Sighting } from '../watch/transferRecord.ts';
import { bookEventOf, gatewayEvents } from './gatewayProgram.ts';
import type { SolanaBridge } from './solanaBridge.ts';
import { TOKEN_PROGRAM } from './tokenAccount.ts';

const WEI_PER_UNIT = 10n ** 9n;
const FINALITY_TIMEOUT_MS = 15_000;
const POLL_MS = 50;

/** Instructions of the token program that change a supply, with the place of the mint among their accounts. */
const MOVES: Readonly<Record<number, { readonly kind: 'mint' | 'burn'; readonly mintAt: number }>> = {
  7: { kind: 'mint', mintAt: 0 },
  8: { kind: 'burn', mintAt: 1 },
  14: { kind: 'mint', mintAt: 0 },
  15: { kind: 'burn', mintAt: 1 },
};

export interface SolanaCut {
  readonly chain: ChainCut;
  readonly events: readonly { readonly event: BookEvent; readonly sighting: Sighting }[];
}

/**
 * The supply at `finalized`, and everything up to the slot of that answer.
 *
 * WHY it waits for that slot: a node may answer from a newer slot than the last final one, and says so (Surfpool does); then the cut
 * is that slot as soon as it is final.
 */
export async function readSolanaCut(solana: SolanaBridge): Promise<SolanaCut> {
  const { connection, key } = solana.chain;
  const { context, value } = await connection.getTokenSupply(solana.mint, 'finalized');
  const deadline = Date.now() + FINALITY_TIMEOUT_MS;
  while ((await connection.getSlot('finalized')) < context.slot) {
    if (Date.now() > deadline) throw new Error(`solana: slot ${context.slot} does not become final`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const transactions = (await allTransactions(solana)).filter(
    ({ slot, meta }) => slot <= context.slot && meta?.err === null,
  );
  const moved = { mint: 0n, burn: 0n };
  for (const transaction of transactions) addMoves({ transaction, mint: solana.mint, moved });
  return {
    chain: {
      key,
      height: BigInt(context.slot),
      supplyWei: BigInt(value.amount) * WEI_PER_UNIT,
      mintedWei: moved.mint * WEI_PER_UNIT,
      burnedWei: moved.burn * WEI_PER_UNIT,
    },
    events: transactions.flatMap(bookEvents),
  };
}

/**
 * By slot, each once. WHY two lists: whoever burns names the mint; a delivery may name it by a lookup table only, and not every node
 * lists such transactions under the mint, but it names the program.
 */
async function allTransactions(solana: SolanaBridge): Promise<VersionedTransactionResponse[]> {
  const accounts = [solana.deployment.program.programId, solana.mint];
  const lists = await Promise.all(
    accounts.map((account) => solana.chain.transactionsOf({ account, until: null, commitment: 'finalized' })),
  );
  const once = new Map(lists.flat().map((one) => [one.transaction.signatures[0], one]));
  return [...once.values()].toSorted((left, right) => left.slot - right.slot);
}

function bookEvents(transaction: VersionedTransactionResponse): SolanaCut['events'] {
  const txHash = transaction.transaction.signatures[0] ?? '';
  const sighting = { txHash, height: BigInt(transaction.slot), atMs: 0 };
  return gatewayEvents(transaction).flatMap((reported) => {
    const event = bookEventOf(reported);
    return event === null ? [] : [{ event, sighting }];
  });
}

/** What the token program did to the mint, whoever asked for it. */
function addMoves(parameters: {
  transaction: VersionedTransactionResponse;
  mint: PublicKey;
  moved: { mint: bigint; burn: bigint };
}): void {
  const { transaction, mint, moved } = parameters;
  const { meta } = transaction;
  const { message } = transaction.transaction;
  const keys = message.getAccountKeys({ accountKeysFromLookups: meta?.loadedAddresses ?? null });
  const outer = message.compiledInstructions.map(({ programIdIndex, accountKeyIndexes, data }) => ({
    programIdIndex,
    accounts: accountKeyIndexes,
    data: Buffer.from(data),
  }));
  const inner = (meta?.innerInstructions ?? []).flatMap(({ instructions }) =>
    instructions.map(({ programIdIndex, accounts, data }) => ({
      programIdIndex,
      accounts,
      data: Buffer.from(utils.bytes.bs58.decode(data)),
    })),
  );
  for (const { programIdIndex, accounts, data } of [...outer, ...inner]) {
    if (keys.get(programIdIndex)?.equals(TOKEN_PROGRAM) !== true) continue;
    const move = MOVES[data[0] ?? -1];
    if (move === undefined) continue;
    const moves = keys.get(accounts[move.mintAt] ?? -1);
    if (moves?.equals(mint) === true) moved[move.kind] += data.readBigUInt64LE(1);
  }
}
