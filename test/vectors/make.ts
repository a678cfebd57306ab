/** The committed vector file, made from inputs.ts. */
import {
  bridgeId,
  bytesToHex,
  encodeMessage,
  evmAddressToBytes32,
  HELD_ACTION,
  type Hex,
  heldRoot,
  PAUSE_SCOPE,
  pauseRoot,
  privateKeyToAddress,
  rotationRoot,
  units,
  unpauseRoot,
} from '@cxt-bridge/adapters/protocol';
import { attemptInto } from './attempt.ts';
import { derive } from './derive.ts';
import { deriveSets } from './deriveAccounts.ts';
import { deriveJobs } from './deriveJobs.ts';
import { derivePackets } from './derivePackets.ts';
import {
  CONFIG_VALUE_WEI,
  CUT,
  EID,
  FEE_TABLE,
  GATEWAY,
  JOINING_KEYS,
  KEPT_KEYS,
  LEAVING_KEYS,
  NETWORK_NAME,
  NEW_SIGNERS,
  NOTE,
  OUTSIDER_SIGNATURE,
  PAYOUTS,
  RECIPIENT,
  SIGNERS,
  SUPPLY,
  THRESHOLD,
} from './inputs.ts';
import { bscRouter, homeComputePort, jobInputs } from './jobInputs.ts';
import { negativePackets, negativeSignatures } from './negatives.ts';
import type { VectorFile } from './schema.ts';
import { big, type PacketInputs, type VectorInputs } from './vectorInputs.ts';

const EPOCH = 1;
const NOT_AFTER = 1_900_000_000;
const COUNTER_MS = 1_800_000_000_000;
const COUNTER_SECONDS = 1_800_000_000n;
const PAUSE_SECONDS = 100_000n;
const SETTLEMENT_EPOCH = 4;

const gateway: Record<keyof typeof EID, Hex> = {
  home: evmAddressToBytes32(GATEWAY.home),
  bsc: evmAddressToBytes32(GATEWAY.bsc),
  arbitrum: evmAddressToBytes32(GATEWAY.arbitrum),
  solana: GATEWAY.solana,
};

/** The whole file. */
export function makeVectors(): VectorFile {
  const attempt = attemptInto([]);
  const id = bridgeId(NETWORK_NAME);
  const jobs = deriveJobs({ inputs: jobInputs(), bridgeId: id, attempt });
  const sets = [
    { epoch: EPOCH, threshold: THRESHOLD, testPrivateKeys: byAddress([...KEPT_KEYS, ...LEAVING_KEYS]) },
    { epoch: EPOCH + 1, threshold: THRESHOLD, testPrivateKeys: byAddress([...KEPT_KEYS, ...JOINING_KEYS]) },
  ];
  const packets = packetInputs(jobs);
  const named = {
    vetoed: derivePackets({ packets, homeEid: EID.home, attempt })[1]?.leaf as Hex,
    newSetHash: deriveSets({ inputs: sets, bridgeId: id, attempt })[1]?.setHash as Hex,
  };
  const inputs: VectorInputs = {
    note: NOTE,
    networkName: NETWORK_NAME,
    sets,
    packets,
    laneHashes: [{ nonce: 1 }, { nonce: 2 }],
    trees: [1, 2, 3, 5, 6].map((count) => ({ count })),
    supply: CUT.map((chain, index) => ({ ...chain, ...(SUPPLY[index] as (typeof SUPPLY)[number]) })),
    settlement: { epoch: SETTLEMENT_EPOCH, previousPostedEpoch: 2, cut: CUT, payouts: PAYOUTS },
    fees: { eid: EID.bsc, dstEid: EID.home, table: FEE_TABLE },
    config: {
      seq: COUNTER_MS,
      field: 1,
      laneEid: EID.solana,
      value: `0x${CONFIG_VALUE_WEI.toString(16).padStart(64, '0')}`,
    },
    attestations: attestationInputs(named),
    jobs: jobInputs(),
  };
  const { jobs: derivedJobs, ...derived } = derive({ inputs, attempt });
  const negative = {
    packets: negativePackets(derived.packets[0]?.packet as Hex),
    signatures: negativeSignatures({
      good: derived.attestations.batch.signatures,
      ofOtherDigest: derived.attestations.pause.signatures,
      outsider: OUTSIDER_SIGNATURE,
      memberCount: derived.sets[0]?.members.length as number,
    }),
  };
  return { ...derived, negative, jobs: derivedJobs };
}

/** Text of the committed file. */
export function vectorText(file: VectorFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}

function packetInputs(jobs: VectorFile['jobs']): PacketInputs[] {
  const { price, returnFee } = jobs.submitFields;
  const lane = (from: keyof typeof EID, to: keyof typeof EID) => ({
    srcEid: EID[from],
    sender: gateway[from],
    dstEid: EID[to],
    receiver: gateway[to],
  });
  const transfer = (sendTo: Hex, amountUnits: bigint): Hex =>
    bytesToHex(encodeMessage({ sendTo, amountUnits: units(amountUnits) }));
  const call = (args: { sendTo: Hex; amountUnits: bigint; composeFrom: Hex; composeMsg: Hex }): Hex => {
    const { sendTo, amountUnits, ...compose } = args;
    return bytesToHex(encodeMessage({ sendTo, amountUnits: units(amountUnits), compose }));
  };
  const submit = {
    sendTo: homeComputePort,
    amountUnits: big(price) + big(returnFee),
    composeFrom: bscRouter,
    composeMsg: jobs.submit,
  };
  const terminal = {
    sendTo: bscRouter,
    amountUnits: 0n,
    composeFrom: homeComputePort,
    composeMsg: jobs.terminal,
  };
  const toEvm = (address: Hex, amountUnits: bigint): Hex =>
    transfer(evmAddressToBytes32(address), amountUnits);
  return [
    { nonce: 1, ...lane('home', 'bsc'), execution: 0, message: toEvm(RECIPIENT.first, 1n) },
    { nonce: 2, ...lane('home', 'bsc'), execution: 0, message: toEvm(RECIPIENT.second, 10n ** 17n) },
    {
      nonce: (2n ** 64n - 1n).toString(),
      ...lane('solana', 'bsc'),
      execution: 0,
      message: toEvm(RECIPIENT.third, 123_456_789n),
    },
    { nonce: 7, ...lane('bsc', 'home'), execution: 400_000, message: call(submit) },
    { nonce: 5, ...lane('home', 'bsc'), execution: 250_000, message: call(terminal) },
    {
      nonce: 9,
      ...lane('arbitrum', 'solana'),
      execution: 0x8000_0000,
      message: transfer(RECIPIENT.solana, 42_000_000_000n),
    },
  ];
}

function attestationInputs(named: { vetoed: Hex; newSetHash: Hex }): VectorInputs['attestations'] {
  const signed = { epoch: EPOCH, notAfter: NOT_AFTER, signers: SIGNERS };
  const pause = {
    scope: PAUSE_SCOPE.inboundLane,
    laneEid: EID.solana,
    until: COUNTER_SECONDS + PAUSE_SECONDS,
  };
  const rotation = { newSetHash: named.newSetHash, notBefore: COUNTER_SECONDS, graceSeconds: 86_400 };
  return {
    batch: { ...signed, domain: EID.bsc, count: 3 },
    rotation: { ...signed, domain: 0, root: rotationRoot(rotation), newSigners: NEW_SIGNERS },
    supply: { ...signed, domain: 0, seq: 12 },
    settlement: { ...signed, domain: EID.home },
    pause: { ...signed, domain: EID.bsc, seq: COUNTER_MS + 1, root: pauseRoot(pause) },
    unpause: { ...signed, domain: EID.bsc, seq: COUNTER_MS + 2, root: unpauseRoot(pause) },
    config: { ...signed, domain: EID.bsc },
    veto: { ...signed, domain: EID.bsc, root: named.vetoed },
    fees: { ...signed, domain: EID.bsc, seq: COUNTER_MS + 3 },
    held: { ...signed, domain: EID.bsc, root: heldRoot({ leaf: named.vetoed, action: HELD_ACTION.discard }) },
  };
}

function byAddress(keys: readonly Hex[]): Hex[] {
  const addressed = keys.map((key) => ({ key, address: privateKeyToAddress(key) }));
  return addressed.toSorted((a, b) => (a.address < b.address ? -1 : 1)).map(({ key }) => key);
}
