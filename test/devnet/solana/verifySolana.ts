/** Reads every parameter of the deployed gateway and compares it. Refuses on the first difference, naming account, field and values. */
import type { Program } from '@coral-xyz/anchor';
import { domainSeparator, bridgeId } from '@cxt-bridge/adapters/protocol';
import { PublicKey } from '@solana/web3.js';
import { bytesToHex } from 'viem';

import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { DevnetError } from '../devnetError.ts';
import { initializeParams, laneParams } from './deployParameters.ts';
import type { SolanaChain } from './solanaChain.ts';

const MINT_DECIMALS = 9;
const MICRO_CXT_WEI = 10n ** 12n;
const MILLI_CXT_WEI = 10n ** 15n;

type Row = readonly [account: string, field: string, actual: unknown, wanted: unknown];

/** @returns Number of values compared. @throws DevnetError on a mismatch. */
export async function verifySolana(parameters: {
  chain: SolanaChain;
  program: Program;
  addresses: DeploymentAddresses;
}): Promise<number> {
  const rows = [
    ...(await configRows(parameters)),
    ...(await setRows(parameters)),
    ...(await laneRows(parameters)),
    ...(await mintRows(parameters)),
  ];
  for (const [account, field, actual, wanted] of rows) {
    if (text(actual) === text(wanted)) continue;
    throw new DevnetError(
      `solana ${account}.${field} is ${text(actual)}, not ${text(wanted)}`,
      'rebuild the programs (npm run programs:build) or change test/devnet/deploy/parameters.ts',
    );
  }
  return rows.length;
}

interface Scope {
  readonly chain: SolanaChain;
  readonly program: Program;
  readonly addresses: DeploymentAddresses;
}

async function configRows({ chain, program, addresses }: Scope): Promise<Row[]> {
  const address = new PublicKey(addresses.solana?.config ?? '');
  const config = await decoded({ chain, program, name: 'config', address });
  const init = initializeParams(addresses);
  const same = [
    'bridgeId',
    'localEid',
    'homeEid',
    'laneCount',
    'minimumThreshold',
    'supplyCapUnits',
  ] as const;
  return [
    ...same.map((field): Row => ['config', field, config[field], init[field]]),
    [
      'config',
      'domainSeparator',
      hex(config['domainSeparator']),
      domainSeparator(bridgeId(addresses.networkName)),
    ],
    ['config', 'mint', config['mint'], addresses.solana?.mint],
    ['config', 'lanesOpen', config['lanesOpen'], init.laneCount],
    ['config', 'currentEpoch', config['currentEpoch'], init.epoch],
    ['config', 'waits', config['waits'], init.waits],
    ['config', 'feeShares', config['feeShares'], init.feeShares],
    ['config', 'recoverySetHash', config['recoverySetHash'], init.recoverySetHash],
    ['config', 'minimumSweepUnits', config['minimumSweepUnits'], init.minimumSweepUnits],
  ];
}

async function setRows({ chain, program, addresses }: Scope): Promise<Row[]> {
  const init = initializeParams(addresses);
  const epoch = Buffer.from(init.epoch.toArray('le', 8));
  const [address] = PublicKey.findProgramAddressSync([Buffer.from('set'), epoch], program.programId);
  const set = await decoded({ chain, program, name: 'signerSet', address });
  return [
    ['signer_set', 'threshold', set['threshold'], init.threshold],
    ['signer_set', 'members', (set['members'] as unknown[]).slice(0, init.members.length), init.members],
  ];
}

async function laneRows({ chain, program, addresses }: Scope): Promise<Row[]> {
  const rows: Row[] = [];
  for (const params of laneParams(addresses)) {
    const seed = Buffer.alloc(4);
    seed.writeUInt32LE(params.eid);
    const [address] = PublicKey.findProgramAddressSync([Buffer.from('lane'), seed], program.programId);
    const lane = await decoded({ chain, program, name: 'lane', address });
    const account = `lane ${params.eid}`;
    const fees = (lane['feesWei'] as number[][]).map((bytes) => fromLittleEndian(bytes));
    rows.push(
      [account, 'eid', lane['eid'], params.eid],
      [account, 'vm', lane['vm'], params.vm],
      [account, 'peer', lane['peer'], params.gateway],
      [account, 'feesWei', fees, params.feesWei],
      [account, 'capacityMilli', lane['capacityMilli'], BigInt(String(params.capacityWei)) / MILLI_CXT_WEI],
      [
        account,
        'thresholdMilli',
        lane['thresholdMilli'],
        BigInt(String(params.thresholdWei)) / MILLI_CXT_WEI,
      ],
      [
        account,
        'refillMicro',
        lane['refillMicro'],
        BigInt(String(params.refillWeiPerSecond)) / MICRO_CXT_WEI,
      ],
      [account, 'delaySeconds', lane['delaySeconds'], params.delaySeconds],
    );
  }
  return rows;
}

async function mintRows({ chain, program, addresses }: Scope): Promise<Row[]> {
  const mint = new PublicKey(addresses.solana?.mint ?? '');
  const { value } = await chain.connection.getParsedAccountInfo(mint);
  const info =
    (value?.data as { parsed?: { info?: Record<string, unknown> } } | undefined)?.parsed?.info ?? {};
  const [authority] = PublicKey.findProgramAddressSync([Buffer.from('mint_authority')], program.programId);
  return [
    ['mint', 'decimals', info['decimals'], MINT_DECIMALS],
    ['mint', 'mintAuthority', info['mintAuthority'], authority],
    ['mint', 'freezeAuthority', info['freezeAuthority'] ?? null, null],
  ];
}

async function decoded(parameters: {
  chain: SolanaChain;
  program: Program;
  name: string;
  address: PublicKey;
}): Promise<Record<string, unknown>> {
  const { chain, program, name, address } = parameters;
  const info = await chain.connection.getAccountInfo(address);
  if (info === null) throw new DevnetError(`solana has no ${name} at ${address.toBase58()}`, 'start afresh');
  return program.coder.accounts.decode(name, info.data) as Record<string, unknown>;
}

const hex = (bytes: unknown): string => bytesToHex(Uint8Array.from(bytes as number[]));

const fromLittleEndian = (bytes: readonly number[]): bigint =>
  bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);

/** One spelling for numbers of all kinds, bytes and keys. */
function text(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value) || value instanceof Uint8Array) return `[${[...value].map(text).join(',')}]`;
  if (typeof value === 'object' && !('toArray' in value) && !('toBase58' in value)) {
    return JSON.stringify(
      Object.entries(value)
        .map(([key, item]) => [key, text(item)])
        .toSorted(),
    );
  }
  return String(value);
}
