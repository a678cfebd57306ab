/** What the accountant calls a breach: figures that no honest history can produce. Data, so that it can be stored, hashed, shown. */
export const BREACHES = {
  SENT_WITHOUT_BURN: 'a spoke announced more than its token burned',
  MINT_WITHOUT_DELIVERY: 'a spoke minted more than it delivered',
  DELIVERY_WITHOUT_MINT: 'a delivery was announced that moved no token',
  LOCK_WITHOUT_TRANSFER: 'home announced a lock that moved no token',
  RELEASE_WITHOUT_DELIVERY: 'the vault paid out more than it delivered',
  RELEASE_ABOVE_OUTSTANDING: 'home released or moved more than a spoke has outstanding',
  CREDIT_WITHOUT_SEND: 'a credit has no send that is final at its source',
  CREDIT_TWICE: 'one message was credited twice',
  AMOUNT_CHANGED: 'a message was credited with another amount than it was sent with',
  SPOKE_EQUATION: 'flows and gateway events of a spoke disagree',
  SUPPLY_EXCESS: 'a chain has more tokens than the ledger allows',
  SUPPLY_MISMATCH: 'a chain reports other figures than the ledger',
  ECONOMY_SUM: 'pool, registry, market and vault owe more than they hold, or hold more than there is',
  VAULT_SHORT: 'the vault holds less than what is locked',
} as const;

export type BreachKind = keyof typeof BREACHES;

export interface Breach {
  readonly kind: BreachKind;
  /** EID of the chain on which it was seen. */
  readonly eid: number;
  readonly height: string;
  readonly txHash: string | null;
  /** Decimal wei and ids, for the evidence. */
  readonly detail: Readonly<Record<string, string>>;
}

export class LedgerBreach extends Error {
  override readonly name = 'LedgerBreach';
  readonly breach: Breach;
  constructor(breach: Breach) {
    super(`${breach.kind}: ${BREACHES[breach.kind]}`);
    this.breach = breach;
  }
}
