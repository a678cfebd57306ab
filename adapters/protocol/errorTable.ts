/**
 * Every way in which the protocol library refuses input: one row a code.
 *
 * Guarantee: codes are append-only. They are never removed, renamed or given another meaning, because operators' alerts
 * and other programs match on them.
 */
export const PROTOCOL_ERRORS = {
  CXT_WIRE_HEX_INVALID: [
    'not a lower- or upper-case 0x hex string of whole bytes',
    'pass 0x followed by an even number of hex digits',
  ],
  CXT_WIRE_LENGTH: ['wrong number of bytes', 'pass a value of exactly the length that the field has'],
  CXT_WIRE_INTEGER_RANGE: [
    'integer outside the range of its field',
    'pass a non-negative integer that fits the field',
  ],
  CXT_WIRE_TRUNCATED: ['the bytes end inside a field', 'fetch the bytes again; they were cut'],
  CXT_WIRE_TRAILING: ['bytes are left after the last field', 'pass exactly one encoded value'],
  CXT_WIRE_CONSTANT: ['a fixed field has another value', 'these bytes are of another type or version'],

  CXT_WIRE_EID_INVALID: ['not an endpoint id', 'an endpoint id is an integer from 1 to 4294967295'],
  CXT_WIRE_EID_UNKNOWN: [
    'no chain is known for this endpoint id',
    'add the chain to the endpoint table, or pass vmOf',
  ],
  CXT_WIRE_LANE_SELF: [
    'source and destination are the same chain',
    'a lane joins two different endpoint ids',
  ],
  CXT_WIRE_LANE_INVALID: ['not a lane id', 'write a lane as srcEid:dstEid, for example 40161:40102'],
  CXT_WIRE_NONCE_ZERO: ['nonce is 0', 'lane nonces start at 1'],
  CXT_WIRE_UNITS_RANGE: [
    'amount is negative or does not fit 64 bits',
    'amounts on the wire are units of 1e-9 CXT',
  ],
  CXT_WIRE_WEI_RANGE: ['amount in wei is negative or does not fit 256 bits', 'pass a non-negative bigint'],
  CXT_WIRE_DUST: ['amount is not a multiple of 1e9 wei', 'remove the dust first: it cannot leave the sender'],
  CXT_WIRE_AMOUNT_SYNTAX: [
    'not a decimal amount of CXT',
    'write digits with at most 18 decimals, for example 1.5',
  ],

  CXT_WIRE_ADDRESS_SYNTAX: ['not an EVM address', 'write 0x and 40 hex digits'],
  CXT_WIRE_ADDRESS_CHECKSUM: [
    'EIP-55 checksum of the address is wrong',
    'copy the address again: a digit or its case changed',
  ],
  CXT_WIRE_ADDRESS_ZERO: ['address is zero', 'pass the address of an account'],
  CXT_WIRE_ADDRESS_HIGH_BYTES: [
    'the top 12 bytes of an EVM address are not zero',
    'left-pad the 20-byte address with zeros',
  ],
  CXT_WIRE_BASE58: [
    'not a base58 public key of 32 bytes',
    'pass the wallet (owner) address as shown by a Solana wallet',
  ],

  CXT_WIRE_PACKET_EMPTY: ['packet is empty', 'pass the encodedPayload of PacketSent'],
  CXT_WIRE_PACKET_HEADER: [
    'packet is shorter than its 113-byte header',
    'fetch the event again; the bytes were cut',
  ],
  CXT_WIRE_PACKET_VERSION: ['packet version is not 1', 'only PacketV1 exists in this protocol'],
  CXT_WIRE_PACKET_GUID: ['guid does not belong to the header', 'the header or the guid was changed'],
  CXT_WIRE_PACKET_SENDER: [
    'sender is not an address of the source chain',
    'EVM: 12 zero bytes and a non-zero address; Solana: non-zero',
  ],
  CXT_WIRE_PACKET_RECEIVER: [
    'receiver is not an address of the destination chain',
    'EVM: 12 zero bytes and a non-zero address; Solana: non-zero',
  ],
  CXT_WIRE_MESSAGE_EMPTY: ['packet has no message', 'a message has at least 40 bytes'],
  CXT_WIRE_MESSAGE_SHORT: ['message is shorter than 40 bytes', 'a message is sendTo and amount'],
  CXT_WIRE_MESSAGE_TRAILING: [
    'message has bytes after the amount that are no compose',
    'a message has exactly 40 or more than 72 bytes',
  ],
  CXT_WIRE_MESSAGE_COMPOSE_EMPTY: [
    'compose without a body',
    'a compose carries at least one byte after composeFrom',
  ],
  CXT_WIRE_MESSAGE_OVERSIZE: [
    'message is longer than the lane allows',
    '10000 bytes between EVM chains, 480 bytes to Solana',
  ],
  CXT_WIRE_RECIPIENT: [
    'recipient is not an address of the destination chain',
    'EVM: 12 zero bytes and a non-zero address; Solana: non-zero',
  ],
  CXT_WIRE_COMPOSE_FROM: [
    'composeFrom is not an address of the source chain',
    'EVM: 12 zero bytes and a non-zero address; Solana: non-zero',
  ],
  CXT_WIRE_AMOUNT_ZERO: ['amount is 0 and there is no compose', 'send at least 1 unit, or a call'],
  CXT_WIRE_AMOUNT_OVER_SUPPLY: ['amount is above the total supply', 'there are 100,000,000 CXT'],

  CXT_WIRE_OPTIONS_TRUNCATED: ['options end inside an option', 'build the options again'],
  CXT_WIRE_OPTIONS_TYPE: ['options are not of type 3', 'use type-3 options, or none'],
  CXT_WIRE_OPTIONS_WORKER: ['option is not for the executor', 'this protocol knows executor options only'],
  CXT_WIRE_OPTIONS_UNKNOWN: ['executor option of unknown type', 'use lzReceive and lzCompose only'],
  CXT_WIRE_OPTIONS_SIZE: ['option has an impossible size', 'build the option again'],
  CXT_WIRE_OPTIONS_RECEIVE_VALUE: [
    'lzReceive carries a value',
    'no native value is delivered; 2039280 opens a token account on Solana',
  ],
  CXT_WIRE_OPTIONS_ACCOUNT_TWICE: ['the token account is bought twice', 'buy it once'],
  CXT_WIRE_OPTIONS_COMPOSE_INDEX: ['lzCompose index is not 0', 'there is one compose a message'],
  CXT_WIRE_OPTIONS_COMPOSE_VALUE: ['lzCompose carries a value', 'a compose gets gas, not native value'],
  CXT_WIRE_OPTIONS_COMPOSE_TWICE: ['a second lzCompose option', 'buy all compose gas in one option'],
  CXT_WIRE_OPTIONS_COMPOSE_GAS: ['compose gas is above the maximum of the destination', 'ask for less gas'],
  CXT_WIRE_EXECUTION: [
    'execution word is impossible',
    'bits 0-30 are compose gas, bit 31 opens a token account on Solana',
  ],

  CXT_WIRE_TREE_COUNT: ['a tree has 1 to 256 leaves', 'split the batch'],
  CXT_WIRE_TREE_INDEX: ['leaf index is not below the count', 'pass the position of the leaf'],
  CXT_WIRE_TREE_LEAF_ZERO: ['leaf is zero', 'a zero word is padding and never a leaf'],
  CXT_WIRE_PROOF_LENGTH: ['proof does not have ceil(log2(count)) nodes', 'build the proof for this count'],
  CXT_WIRE_PROOF_MISMATCH: [
    'proof does not lead to the root',
    'build the proof from the leaves of this batch',
  ],

  CXT_WIRE_ATTESTATION_KIND: ['unknown attestation kind', 'kinds are 1 to 11'],
  CXT_WIRE_ATTESTATION_KIND_NOT_ALLOWED: [
    'this entry point does not take attestations of that kind',
    'use the entry point of the kind',
  ],
  CXT_WIRE_ATTESTATION_LENGTH: [
    'compact attestation is not 65 bytes',
    'kind, epoch, domain, seq, root, count, notAfter',
  ],
  CXT_WIRE_ATTESTATION_EPOCH: ['epoch is 0', 'epochs start at 1'],
  CXT_WIRE_ATTESTATION_EPOCH_UNKNOWN: [
    'the epoch is not that of the signer set',
    'pass the set that the chain holds for this epoch',
  ],
  CXT_WIRE_ATTESTATION_ROOT_ZERO: ['root is zero', 'nothing is ever attested by a zero root'],
  CXT_WIRE_ATTESTATION_COUNT: ['count does not fit the kind', 'see the table of kinds'],
  CXT_WIRE_ATTESTATION_DOMAIN: ['domain does not fit the kind or the chain', 'see the table of kinds'],
  CXT_WIRE_ATTESTATION_SEQ: ['seq does not fit the kind', 'see the table of kinds'],
  CXT_WIRE_ATTESTATION_EXPIRED: ['attestation is past its notAfter', 'collect signatures again'],
  CXT_WIRE_ATTESTATION_TOO_LONG: [
    'notAfter of a batch is more than 24 hours ahead',
    'sign with a nearer notAfter',
  ],
  CXT_WIRE_SET_EXPIRED: ['the signer set is no longer valid', 'collect signatures of the current set'],
  CXT_WIRE_SET_HASH_ZERO: ['set hash is zero', 'compute the hash of the signer set'],
  CXT_WIRE_DIGEST_ZERO: ['digest is zero', 'compute the digest of the attestation'],

  CXT_WIRE_SET_SIZE: ['a signer set has 1 to 16 members', 'list between 1 and 16 members'],
  CXT_WIRE_SET_THRESHOLD: [
    'threshold is not above two thirds of the members, or above their number',
    'choose k with 2n/3 < k <= n',
  ],
  CXT_WIRE_SET_THRESHOLD_SMALL: ['threshold is below 3', 'outside a devnet at least three members sign'],
  CXT_WIRE_SET_ORDER: ['members are not strictly ascending', 'sort the members and remove duplicates'],
  CXT_WIRE_SET_MEMBER_ZERO: ['a member is the zero address', 'every member is the address of a key'],
  CXT_WIRE_SET_EPOCH_STEP: ['a rotation does not go to the next epoch', 'rotate one epoch at a time'],
  CXT_WIRE_SET_REPLACED: ['a rotation replaces more than n-k members', 'rotate in several steps'],

  CXT_WIRE_SIGNATURES_EMPTY: ['signature blob is empty', 'bitmap and one signature per set bit'],
  CXT_WIRE_SIGNATURES_BITMAP_SHORT: ['signature blob ends inside the bitmap', 'the bitmap has 4 bytes'],
  CXT_WIRE_SIGNATURES_BITMAP_ZERO: ['no signer bit is set', 'set one bit for each signer'],
  CXT_WIRE_SIGNATURES_MISSING: ['bitmap without any signature', 'append 64 bytes for each set bit'],
  CXT_WIRE_SIGNATURES_COUNT: ['fewer signatures than set bits', 'append 64 bytes for each set bit'],
  CXT_WIRE_SIGNATURES_SHORT: ['the last signature is cut', 'every signature has 64 bytes'],
  CXT_WIRE_SIGNATURES_TRAILING: [
    'bytes are left after the last signature',
    'append nothing after the signatures',
  ],
  CXT_WIRE_SIGNATURES_ORDER: [
    'signer indices are not ascending',
    'list each signer once, in ascending order',
  ],
  CXT_WIRE_BIT_BEYOND_SET: ['a bit is set for a member that does not exist', 'use the bitmap of this set'],
  CXT_WIRE_BELOW_THRESHOLD: ['fewer signatures than the kind demands', 'collect more signatures'],
  CXT_WIRE_SIGNATURE_ZERO: ['signature is zero', 'sign again'],
  CXT_WIRE_R_OUT_OF_RANGE: ['r is 0 or not below the curve order', 'sign again'],
  CXT_WIRE_S_ZERO: ['s is 0', 'sign again'],
  CXT_WIRE_HIGH_S: ['s is in the upper half of the curve order', 'negate s and flip the parity'],
  CXT_WIRE_RECOVERY_FAILED: ['no public key can be recovered', 'r is not the x coordinate of a point'],
  CXT_WIRE_SIGNER_MISMATCH: ['signature is not by the member whose bit is set', 'check the bitmap'],
  CXT_WIRE_SIGNER_ORDER: [
    'signature is by another member than the one at its place',
    'order the signatures by member index',
  ],
  CXT_WIRE_SIGNER_DUPLICATE: ['the same signature stands at two places', 'each member signs once'],
  CXT_WIRE_SIGNER_PARITY: ['the parity bit of the signature is flipped', 'sign again'],
  CXT_WIRE_SIGNER_UNKNOWN: ['signature is by nobody in the set', 'collect signatures of members only'],
  CXT_WIRE_SIGNATURES_OTHER_DIGEST: [
    'no signature is over this digest',
    'the blob belongs to another attestation, set or deployment',
  ],
  CXT_WIRE_PRIVATE_KEY: ['not a secp256k1 private key', 'pass 32 bytes between 1 and the curve order'],

  CXT_WIRE_ITEM_EMPTY: ['no items', 'deliver at least one item'],
  CXT_WIRE_ITEM_COUNT: ['more than 256 items', 'split the batch'],
  CXT_WIRE_ITEM_TRUNCATED: ['item ends inside a field', 'the length prefix points past the end'],
  CXT_WIRE_ITEM_TRAILING: ['bytes are left after the item', 'pass exactly one item'],
  CXT_WIRE_ITEM_PEER: ['no peer is registered for a chain of this item', 'register the gateway of the chain'],
  CXT_WIRE_ITEM_DESTINATION: [
    'item is not for this chain',
    'deliver it where dstEid says, or record it as a transit at home',
  ],
  CXT_WIRE_TRANSIT_BODY: ['transit body is not amount and message hash', 'a transit body has 40 bytes'],
  CXT_WIRE_TRANSIT_HOME: ['a transit neither starts nor ends at home', 'deliver it as a message'],
  CXT_WIRE_TRANSIT_AMOUNT_ZERO: ['transit of amount 0', 'only value is recorded at home'],

  CXT_WIRE_CHAIN_ORDER: [
    'chains are not strictly ascending by endpoint id',
    'sort the leaves by endpoint id',
  ],
  CXT_WIRE_SETTLEMENT_EPOCH: ['settlement epoch is not above the previous one', 'epochs only grow'],
  CXT_WIRE_PAYOUT_INDEX: [
    'payout index or epoch does not fit its place',
    'number the payouts from 0 in one epoch',
  ],

  CXT_WIRE_JOB_TYPE: ['compose body is not a job message of this type', 'look at its first two bytes'],
  CXT_WIRE_JOB_FIELD: ['a field of the job message has an impossible value', 'see the table of job messages'],
  CXT_WIRE_JOB_URI: ['uri is longer than 200 bytes or not UTF-8', 'use a shorter uri'],
  CXT_WIRE_JOB_DATA: [
    'job data is longer than the destination allows',
    '1024 bytes to EVM chains, 256 to Solana',
  ],
  CXT_WIRE_FEE_COMPONENT: [
    'fee component is out of range',
    'each component is at least 1 wei and below 2^80',
  ],
  CXT_WIRE_NETWORK_NAME: [
    'network name is not 1 to 64 printable ASCII characters',
    'use a name such as mainnet-1',
  ],
  CXT_WIRE_HELD_ACTION: [
    'unknown action on a held item',
    '1 release, 2 discard, 3 override the veto of a rotation',
  ],
  CXT_WIRE_PAUSE_SCOPE: ['unknown pause scope', '0 all, 1 inbound lane, 2 outbound lane'],
  CXT_WIRE_CONFIG_FIELD: ['unknown configuration field', 'fields are 1 to 9'],
} as const satisfies Record<`CXT_WIRE_${string}`, readonly [message: string, hint: string]>;

/** Closed union of all error codes of this library. */
export type ProtocolErrorCode = keyof typeof PROTOCOL_ERRORS;
