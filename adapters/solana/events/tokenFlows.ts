/**
 * What the token program did to the supply of one mint in one transaction: the second witness beside the gateway's events.
 *
 * Guarantee: the flows add up to what the token accounts of the transaction gained. Burns by holders are among them.
 * Instruction numbers: spl-token `TokenInstruction`.
 */
import type { TokenFlow } from '../../core/chainTypes.ts';
import { unitsToWei } from '../../protocol/index.ts';
import { TOKEN_PROGRAM } from '../program/addresses.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { ParsedTransaction } from './parsedTransaction.ts';

const MINT_TO = 7;
const BURN = 8;
const MINT_TO_CHECKED = 14;
const BURN_CHECKED = 15;
const BATCH = 255;

interface TokenInstruction {
  readonly accounts: readonly string[];
  readonly data: Uint8Array;
}

/** Mints and burns of `mint`, in order. @throws MalformedAnswer when they do not add up */
export function tokenFlows(at: { transaction: ParsedTransaction; mint: string }): readonly TokenFlow[] {
  const { transaction, mint } = at;
  const flows = transaction.instructions
    .filter(({ program }) => program === TOKEN_PROGRAM.toBase58())
    .flatMap(unbatched)
    .flatMap((instruction) => flowOf({ instruction, mint }));
  const gained = flows.reduce((sum, { kind, units }) => (kind === 'mint' ? sum + units : sum - units), 0n);
  if (gained !== (transaction.tokenDelta.get(mint) ?? 0n)) {
    throw new MalformedAnswer(
      `mints and burns of ${transaction.signature} do not add up to its token balances`,
    );
  }
  return flows.map(({ kind, units }) => ({ kind, amountWei: unitsToWei(units) }));
}

function flowOf(at: { instruction: TokenInstruction; mint: string }) {
  const { accounts, data } = at.instruction;
  const isMint = data[0] === MINT_TO || data[0] === MINT_TO_CHECKED;
  const isBurn = data[0] === BURN || data[0] === BURN_CHECKED;
  if (!isMint && !isBurn) return [];
  // Mint ‖ account ‖ authority for a mint, account ‖ mint ‖ authority for a burn.
  if (accounts[isMint ? 0 : 1] !== at.mint || data.length < 9) return [];
  const units = new DataView(data.buffer, data.byteOffset).getBigUint64(1, true);
  return units === 0n ? [] : [{ kind: isMint ? ('mint' as const) : ('burn' as const), units }];
}

/** Instructions packed into one: `255 ‖ (account count u8 ‖ data length u8 ‖ data)…`, the accounts in the same order. */
function unbatched(instruction: TokenInstruction): readonly TokenInstruction[] {
  const { accounts, data } = instruction;
  if (data[0] !== BATCH) return [instruction];
  const parts: TokenInstruction[] = [];
  let taken = 0;
  for (let at = 1; at + 2 <= data.length; ) {
    const count = data[at] as number;
    const end = at + 2 + (data[at + 1] as number);
    parts.push({ accounts: accounts.slice(taken, taken + count), data: data.slice(at + 2, end) });
    taken += count;
    at = end;
  }
  return parts;
}
