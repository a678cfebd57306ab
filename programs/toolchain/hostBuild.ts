/** How crates of the workspace are built for this machine, by the IDL generator and by the Rust tests alike. */
import { join } from 'node:path';
import { RUSTC, WORK_FOLDER } from './paths.ts';

/**
 * Environment of cargo. WHY one for both: with the same folder, profile and flags (the generator sets these flags) most
 * crates are built once.
 */
export const HOST_BUILD = {
  RUSTC,
  RUSTFLAGS: '-A warnings',
  CARGO_TARGET_DIR: join(WORK_FOLDER, 'host'),
  CARGO_PROFILE_DEV_DEBUG: '0',
} as const;
