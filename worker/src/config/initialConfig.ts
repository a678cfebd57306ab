/** The config that `init` writes: JSON5, every key with what it is for. */

export interface InitialValues {
  readonly schema: string;
  readonly chainId: number;
  readonly rpc: readonly string[];
  readonly miningPool: string;
  readonly keystore: string;
  readonly passwordFile: string | null;
  readonly dataDir: string;
  readonly isDevnet: boolean;
}

export function initialConfig(values: InitialValues): string {
  const text = (value: unknown): string => JSON.stringify(value);
  return `// Configuration of a CXT worker (JSON5). Amounts are CXT as decimal texts.
{
  $schema: ${text(values.schema)},
  chain: {
    id: ${values.chainId},
    // The first URL that answers is used.
    rpc: ${text(values.rpc)},
    // The pool knows all other contracts.
    miningPool: ${text(values.miningPool)},
    // The most that is paid per gas.
    maxFeePerGasGwei: 200,
    pollMs: ${values.isDevnet ? 200 : 1_000},
    isDevnet: ${values.isDevnet},
  },
  // One key is one node: it holds gas money, CXT and stake, and signs votes.
  key: {
    keystore: ${text(values.keystore)},
    ${values.passwordFile === null ? '// passwordFile: "…",  else $CXT_KEYSTORE_PASSWORD, else you are asked' : `passwordFile: ${text(values.passwordFile)},`}
  },
  // Journal and blobs. Back the journal up; never run two nodes with one key.
  dataDir: ${text(values.dataDir)},
  mine: {
    enabled: true,
    // Rows an epoch (one row is one work unit), or "auto": as many as fit a tenth of an epoch.
    rows: "auto",
  },
  jobs: {
    enabled: true,
    types: ["INFERENCE", "BATCH", "TRAIN_FRAGMENT", "GRADIENT_CHECK"],
    // Least price of a million work units.
    floorCxtPerMillionUnits: "0",
    namedOnly: false,
    // Jobs at once.
    most: 2,
  },
  stake: {
    // Stake is added up to this as CXT comes in. Jobs need a quarter of their price, validators a seat bond a seat.
    targetCxt: "0",
    keepCxt: "0",
  },
  // Joins the validators and serves seats.
  validate: false,
  // Attested jobs that are computed again to dispute what is wrong; percent.
  auditPercent: 0,
  leastClaimCxt: "0",
  // Makes the calls that anyone may make, in turn with other nodes.
  chores: true,
  staggerSeconds: ${values.isDevnet ? 1 : 24},
  blobs: {
    host: "127.0.0.1",
    port: ${values.isDevnet ? 0 : 8_645},
    servers: [],
    // Vote boards of other validators.
    boards: [],
  },
  log: { level: "info" },
}
`;
}
