/**
 * The closed list of what can go wrong between us and a chain. An adapter translates foreign errors here, once, by class or
 * numeric code; callers decide by `retry`, never by text.
 */
export const CHAIN_ERRORS = {
  CXT_CHAIN_UNREACHABLE: { retry: 'backoff', blame: 'infra', alert: false },
  CXT_CHAIN_RATE_LIMITED: { retry: 'backoff', blame: 'infra', alert: false },
  CXT_CHAIN_TIMEOUT: { retry: 'backoff', blame: 'infra', alert: false },
  CXT_CHAIN_BAD_ANSWER: { retry: 'backoff', blame: 'infra', alert: true },
  CXT_CHAIN_NO_FINALITY: { retry: 'operator', blame: 'operator', alert: true },
  CXT_CHAIN_WRONG_NETWORK: { retry: 'operator', blame: 'operator', alert: true },
  CXT_CHAIN_NO_CODE: { retry: 'operator', blame: 'operator', alert: true },
  CXT_CHAIN_STATE_UNAVAILABLE: { retry: 'backoff', blame: 'infra', alert: false },
  CXT_CHAIN_HEADER_FORGED: { retry: 'backoff', blame: 'infra', alert: true },
  CXT_CHAIN_RECEIPTS_FORGED: { retry: 'backoff', blame: 'infra', alert: true },
  CXT_CHAIN_PROOF_FORGED: { retry: 'backoff', blame: 'infra', alert: true },
  CXT_CHAIN_BLOCKS_NOT_LINKED: { retry: 'backoff', blame: 'infra', alert: true },
  CXT_CHAIN_EVENT_MALFORMED: { retry: 'operator', blame: 'us', alert: true },
} as const;

export type ChainErrorCode = keyof typeof CHAIN_ERRORS;

export class ChainError extends Error {
  override readonly name = 'ChainError';
  readonly code: ChainErrorCode;
  /** Provider label (host), what was asked, and figures; never a URL with a key. */
  readonly context: Readonly<Record<string, string>>;

  constructor(code: ChainErrorCode, message: string, context: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.context = context;
  }

  get retry(): (typeof CHAIN_ERRORS)[ChainErrorCode]['retry'] {
    return CHAIN_ERRORS[this.code].retry;
  }

  get alert(): boolean {
    return CHAIN_ERRORS[this.code].alert;
  }
}
