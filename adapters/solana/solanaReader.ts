/** What every read of one node needs: the client, the deployment, and what it remembers between reads. */
import type { Hex } from '../protocol/index.ts';
import type { FinalState } from './reads/finalState.ts';
import type { ParsedTransaction } from './events/parsedTransaction.ts';
import type { GatewayAddresses } from './program/addresses.ts';
import type { SignatureMarks } from './reads/signaturesIn.ts';
import type { SolanaRpc } from './rpc/solanaRpc.ts';
import type { SolanaDeployment } from './solanaDeployment.ts';
import type { KnownState } from './reads/stateAt.ts';

export interface SolanaReader {
  readonly rpc: SolanaRpc;
  readonly deployment: SolanaDeployment;
  readonly addresses: GatewayAddresses;
  /** Keys of lookup tables that transactions use; may be empty. */
  readonly lookupTables: readonly string[];
  /** sha256 of the program's code (trailing zeros cut off); null = not checked. */
  readonly codeHash: Hex | null;
  /** Most that is ever quoted, micro-lamports per compute unit. */
  readonly maxPriorityFee: bigint;
  readonly memory: ReaderMemory;
}

/** What was read before. Losing it loses nothing but the requests that read it again. */
export interface ReaderMemory {
  readonly marks: Map<string, SignatureMarks>;
  readonly transactions: Map<string, ParsedTransaction>;
  /** States being read, by block hash. */
  readonly cuts: Map<string, Promise<FinalState>>;
  known: KnownState | null;
  /** Calls in a row that did not settle. */
  doubts: number;
}

export function emptyMemory(): ReaderMemory {
  return { marks: new Map(), transactions: new Map(), cuts: new Map(), known: null, doubts: 0 };
}
