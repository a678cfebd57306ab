/**
 * Job messages: the composeMsg of compute jobs (compute §4).
 *
 * Guarantee: exact length, known codes only, non-zero parties, and an uri or data within its limit.
 */
import type { Vm } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, type Hex, hexToBytes, toBytes } from './hex.ts';
import { bytes32, ZERO_BYTES32 } from './ids.ts';
import { keccak256 } from './keccak.ts';
import { decodeLayout, encodeLayout, type Layout, type LayoutInput, type LayoutValue } from './layout.ts';

/** Second byte of a job message. */
export const JOB_MESSAGE = { submit: 2, terminal: 4, cancel: 5 } as const;
/** Types of work. */
export const JOB_TYPE = {
  INFERENCE: 1,
  BATCH: 2,
  TRAIN_FRAGMENT: 3,
  GRADIENT_CHECK: 4,
  DATA_PREP: 5,
} as const;
/** Ends of a job. */
export const JOB_STATUS = { SETTLED: 1, REJECTED: 2, EXPIRED: 3, CANCELLED: 4 } as const;
/** Highest reason code; 0 is none. */
export const MAX_JOB_REASON = 8;
/** Most bytes of an uri. */
export const MAX_URI_BYTES = 200;
/** Most bytes of inline data by destination. */
export const MAX_JOB_DATA_BYTES = { evm: 1_024, svm: 256 } as const satisfies Record<Vm, number>;

const SUBMIT_LAYOUT = [
  { name: 'version', type: 'u8', is: 1 },
  { name: 'type', type: 'u8', is: JOB_MESSAGE.submit },
  { name: 'srcNonce', type: 'u64' },
  { name: 'requester', type: 'bytes32' },
  { name: 'refundee', type: 'bytes32' },
  { name: 'callback', type: 'bytes32' },
  { name: 'callbackGas', type: 'u32' },
  { name: 'homeFallback', type: 'address' },
  { name: 'window', type: 'u8' },
  { name: 'jobType', type: 'u8' },
  { name: 'redundancy', type: 'u8' },
  { name: 'flags', type: 'u8' },
  { name: 'maxUnits', type: 'u64' },
  { name: 'price', type: 'units' },
  { name: 'returnFee', type: 'units' },
  { name: 'acceptSeconds', type: 'u32' },
  { name: 'computeSeconds', type: 'u32' },
  { name: 'specHash', type: 'bytes32' },
  { name: 'inputHash', type: 'bytes32' },
  { name: 'uri', type: 'prefixed' },
] as const satisfies Layout;

const CANCEL_LAYOUT = [
  { name: 'version', type: 'u8', is: 1 },
  { name: 'type', type: 'u8', is: JOB_MESSAGE.cancel },
  { name: 'jobId', type: 'bytes32' },
] as const satisfies Layout;

const TERMINAL_LAYOUT = [
  { name: 'version', type: 'u8', is: 1 },
  { name: 'type', type: 'u8', is: JOB_MESSAGE.terminal },
  { name: 'jobId', type: 'bytes32' },
  { name: 'status', type: 'u8' },
  { name: 'reason', type: 'u8' },
  { name: 'units', type: 'u64' },
  { name: 'resultHash', type: 'bytes32' },
  { name: 'dataKind', type: 'u8' },
  { name: 'data', type: 'prefixed' },
] as const satisfies Layout;

const JOB_ID_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXTJOB1' },
  { name: 'bridgeId', type: 'bytes32' },
  { name: 'srcEid', type: 'u32' },
  { name: 'srcRouter', type: 'bytes32' },
  { name: 'srcNonce', type: 'u64' },
] as const satisfies Layout;

/** JOB_SUBMIT; prices in units, `uri` as text. `window` 0 FAST, 1 STD, 2 HIGH; `flags` bit 0: executor named in the spec. */
export type JobSubmit = Omit<LayoutValue<typeof SUBMIT_LAYOUT>, 'uri'> & { readonly uri: string };
/** JOB_TERMINAL; `dataKind` 0 inline, 1 uri. */
export type JobTerminal = LayoutValue<typeof TERMINAL_LAYOUT>;

const UTF8_ENCODER = new TextEncoder();
// WHY: with ignoreBOM the decoder keeps a byte order mark, so that encode(decode(x)) is x.
const UTF8_DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Id of a job, known at the source before anything is sent. @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH */
export function jobId(args: { bridgeId: Hex; srcEid: number; srcRouter: Hex; srcNonce: bigint }): Hex {
  return keccak256(encodeLayout(JOB_ID_LAYOUT, args));
}

/** Encodes JOB_SUBMIT. @throws CXT_WIRE_JOB_FIELD, CXT_WIRE_JOB_URI and the codes of the field encoders */
export function encodeJobSubmit(job: JobSubmit): Uint8Array {
  assertSubmit(job);
  const uri = UTF8_ENCODER.encode(job.uri);
  if (uri.length > MAX_URI_BYTES || decodeUri(uri) !== job.uri) {
    throw new ProtocolError('CXT_WIRE_JOB_URI', { bytes: uri.length });
  }
  return encodeLayout(SUBMIT_LAYOUT, { ...job, uri });
}

/** Decodes JOB_SUBMIT. @throws CXT_WIRE_JOB_TYPE, CXT_WIRE_JOB_FIELD, CXT_WIRE_JOB_URI, CXT_WIRE_TRUNCATED, CXT_WIRE_TRAILING */
export function decodeJobSubmit(message: BytesLike): JobSubmit {
  const bytes = jobBytes({ message, type: JOB_MESSAGE.submit });
  const { uri, ...fields } = decodeLayout(SUBMIT_LAYOUT, bytes);
  const job = { ...fields, uri: decodeUri(uri) };
  assertSubmit(job);
  return job;
}

/** Encodes CANCEL_REQ. @throws CXT_WIRE_JOB_FIELD if the id is zero; CXT_WIRE_LENGTH */
export function encodeJobCancel(id: Hex): Uint8Array {
  assertJobId(id);
  return encodeLayout(CANCEL_LAYOUT, { jobId: id });
}

/** Job id of a CANCEL_REQ. @throws CXT_WIRE_JOB_TYPE, CXT_WIRE_JOB_FIELD, CXT_WIRE_TRUNCATED, CXT_WIRE_TRAILING */
export function decodeJobCancel(message: BytesLike): Hex {
  const { jobId: id } = decodeLayout(CANCEL_LAYOUT, jobBytes({ message, type: JOB_MESSAGE.cancel }));
  assertJobId(id);
  return id;
}

/** Encodes JOB_TERMINAL for a destination VM. @throws CXT_WIRE_JOB_FIELD, CXT_WIRE_JOB_DATA and the field encoders' codes */
export function encodeJobTerminal(
  terminal: LayoutInput<typeof TERMINAL_LAYOUT>,
  rules: { dstVm?: Vm } = {},
): Uint8Array {
  assertTerminal({ ...terminal, data: toBytes(terminal.data) }, rules.dstVm ?? 'evm');
  return encodeLayout(TERMINAL_LAYOUT, terminal);
}

/** Decodes JOB_TERMINAL. @throws CXT_WIRE_JOB_TYPE, CXT_WIRE_JOB_FIELD, CXT_WIRE_JOB_DATA, CXT_WIRE_TRUNCATED, CXT_WIRE_TRAILING */
export function decodeJobTerminal(message: BytesLike, rules: { dstVm?: Vm } = {}): JobTerminal {
  const terminal = decodeLayout(TERMINAL_LAYOUT, jobBytes({ message, type: JOB_MESSAGE.terminal }));
  assertTerminal(terminal, rules.dstVm ?? 'evm');
  return terminal;
}

function jobBytes(args: { message: BytesLike; type: number }): Uint8Array {
  const bytes = toBytes(args.message);
  if (bytes[0] !== 1 || bytes[1] !== args.type) {
    throw new ProtocolError('CXT_WIRE_JOB_TYPE', { version: bytes[0], type: bytes[1], expected: args.type });
  }
  return bytes;
}

function assertSubmit(job: JobSubmit): void {
  const isNonZero = (hex: Hex, size: number): boolean =>
    !/^0x0*$/.test(hex) && hexToBytes(hex).length === size;
  requireField('requester', isNonZero(job.requester, 32));
  requireField('refundee', isNonZero(job.refundee, 32));
  requireField('homeFallback', isNonZero(job.homeFallback, 20));
  requireField('window', isBetween(job.window, 0, 2));
  requireField('jobType', isBetween(job.jobType, JOB_TYPE.INFERENCE, JOB_TYPE.DATA_PREP));
  requireField('redundancy', isBetween(job.redundancy, 1, 3));
  requireField('flags', isBetween(job.flags, 0, 1));
}

function assertTerminal(terminal: JobTerminal, dstVm: Vm): void {
  assertJobId(terminal.jobId);
  requireField('status', isBetween(terminal.status, JOB_STATUS.SETTLED, JOB_STATUS.CANCELLED));
  requireField('reason', isBetween(terminal.reason, 0, MAX_JOB_REASON));
  requireField('dataKind', isBetween(terminal.dataKind, 0, 1));
  const limit = MAX_JOB_DATA_BYTES[dstVm];
  if (terminal.data.length > limit)
    throw new ProtocolError('CXT_WIRE_JOB_DATA', { length: terminal.data.length, limit });
}

function assertJobId(id: Hex): void {
  requireField('jobId', bytes32(id) !== ZERO_BYTES32);
}

function requireField(field: string, isRight: boolean): void {
  if (!isRight) throw new ProtocolError('CXT_WIRE_JOB_FIELD', { field });
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function decodeUri(bytes: Uint8Array): string {
  if (bytes.length > MAX_URI_BYTES) throw new ProtocolError('CXT_WIRE_JOB_URI', { bytes: bytes.length });
  try {
    return UTF8_DECODER.decode(bytes);
  } catch {
    throw new ProtocolError('CXT_WIRE_JOB_URI', { bytes: bytes.length });
  }
}
