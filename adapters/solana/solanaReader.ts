/** What every read of one node needs: the client, the deployment, and what it remembers between reads. */
import type { Hex } from '../protocol/index.ts';
import type { LaneTrail } from './reads/laneTrail.ts';
import type { ParsedTransaction } from './events/parsedTransaction.ts';
import type { GatewayAddresses } from './program/addresses.ts';
import type { SignatureMarks } from './reads/signaturesIn.ts';
import type { SolanaRpc } from './rpc/solanaRpc.ts';
import type { SolanaDeployment } from './solanaDeployment.ts';
import type { StateCut } from './reads/stateAt.ts';

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

/** Nothing here is needed for correctness; it saves asking again. */
export interface ReaderMemory {
  readonly marks: Map<string, SignatureMarks>;
  readonly transactions: Map<string, ParsedTransaction>;
  readonly trails: Map<number, LaneTrail>;
  readonly cuts: Map<string, Promise<StateCut>>;
}

export function emptyMemory(): ReaderMemory {
  return { marks: new Map(), transactions: new Map(), trails: new Map(), cuts: new Map() };
}
