/** Runs a command to its end. Throws with the command line when it fails: a build that cannot be made is never skipped. */
import { spawnSync } from 'node:child_process';

/** What {@link run} takes. `quiet` hides what a succeeding command prints. */
export interface RunParameters {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment; `undefined` takes a variable out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly quiet?: boolean;
}

/** Standard output of the command. @throws Error when it cannot be started or ends with another code than 0 */
export function run(parameters: RunParameters): string {
  const { command, args, cwd, env, quiet = false } = parameters;
  const result = spawnSync(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'],
  });
  if (result.error !== undefined) throw result.error;
  if (result.status === 0) return result.stdout;
  const outcome = result.signal === null ? `exit code ${result.status}` : `ended by ${result.signal}`;
  const said = `${result.stdout}${quiet ? result.stderr : ''}`.trim();
  throw new Error(`${command} ${args.join(' ')}: ${outcome}${said === '' ? '' : `\n${said}`}`);
}
