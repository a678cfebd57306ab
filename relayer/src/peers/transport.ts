/**
 * Port: how operators talk. Attestations authenticate themselves, so the transport needs no trust; it needs bounds: a peer that is slow
 * costs one timeout, a peer that lies costs one refused answer.
 */
export interface Peer {
  readonly name: string;
  /** 20 bytes, lower case hex: who must have signed what it sends. */
  readonly attester: `0x${string}`;
}

/** "Please sign these, in this order": the peer rebuilds every leaf from its own observations. Decimal strings, JSON. */
export interface SignRequest {
  /** EID that executes the batch. */
  readonly domain: number;
  readonly epoch: string;
  /** Seconds, the executing chain's clock. */
  readonly notAfter: string;
  readonly guids: readonly string[];
}

/** Why a peer does not sign a message now. */
export type Refusal = 'NOT_FINAL' | 'UNKNOWN' | 'LEDGER' | 'HALTED' | 'EPOCH' | 'EXPIRY' | 'CONFLICT';

export type SignResponse =
  | {
      readonly signed: true;
      readonly root: `0x${string}` /** 64 bytes, EIP-2098. */;
      readonly signature: `0x${string}`;
    }
  | {
      readonly signed: false;
      readonly refused: readonly { readonly guid: string; readonly reason: Refusal }[];
    };

/** A complete attestation, published so that every operator can serve and deliver it. */
export interface AttestationMessage {
  /** 65 bytes, hex. */
  readonly attestation: `0x${string}`;
  readonly signatures: `0x${string}`;
  /** In tree order. */
  readonly guids: readonly string[];
}

export interface PeerTransport {
  readonly peers: readonly Peer[];
  requestSignature(parameters: {
    peer: Peer;
    request: SignRequest;
    signal: AbortSignal;
  }): Promise<SignResponse>;
  publish(parameters: { peer: Peer; message: AttestationMessage; signal: AbortSignal }): Promise<void>;
}

/** What this relayer answers to others. */
export interface PeerHandler {
  sign(request: SignRequest): Promise<SignResponse>;
  accept(message: AttestationMessage): Promise<void>;
}
