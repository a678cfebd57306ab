/** Programs of the workspace that are built and committed. */
export interface ProgramEntry {
  /** Name of the crate. */
  readonly crate: string;
  /** Folder below `programs/`. */
  readonly folder: string;
  /** False for a program that is not Anchor's. */
  readonly hasIdl: boolean;
}

export const PROGRAMS: readonly ProgramEntry[] = [
  { crate: 'cxt-gateway', folder: 'cxt-gateway', hasIdl: true },
  { crate: 'compose-receiver', folder: 'examples/compose-receiver', hasIdl: true },
  { crate: 'hostile-receiver', folder: 'tests/programs/hostile-receiver', hasIdl: true },
  { crate: 'arithmetic', folder: 'toolchain/tests/arithmetic', hasIdl: true },
  { crate: 'crosscheck-token', folder: 'toolchain/tests/token', hasIdl: false },
];
