/** Generates the IDL of a program from its source, as `anchor idl build` does, without the Anchor CLI. */
import { join } from 'node:path';
import { HOST_BUILD } from './hostBuild.ts';
import { CARGO, PROGRAMS_FOLDER, RUSTC, TOOLCHAIN_FOLDER, TOOLS_FOLDER } from './paths.ts';
import { run } from './run.ts';

const GENERATOR = join(TOOLCHAIN_FOLDER, 'idl-gen');

/** Builds the generator and returns the path of its binary. */
export function buildIdlGenerator(): string {
  const folder = join(TOOLS_FOLDER, 'idl-gen');
  const manifest = join(GENERATOR, 'Cargo.toml');
  run({
    command: CARGO,
    args: ['build', '--quiet', '--release', '--locked', '--manifest-path', manifest, '--target-dir', folder],
    env: { RUSTC },
  });
  return join(folder, 'release', 'idl-gen');
}

/** IDL of the program in `folder` (below the workspace), as indented JSON with a final newline. */
export function buildIdl(parameters: { folder: string; generator: string }): string {
  const { folder, generator } = parameters;
  const text = run({
    command: generator,
    args: [join(PROGRAMS_FOLDER, folder)],
    // The generator calls `cargo`; it must find the same compiler as the build.
    env: {
      CARGO,
      RUSTUP_TOOLCHAIN: undefined,
      PATH: `/usr/bin:${process.env['PATH'] ?? ''}`,
      ...HOST_BUILD,
    },
    quiet: true,
  });
  return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
}
