/**
 * Kills the devnet's children when the devnet itself dies, even by SIGKILL.
 *
 * Guarantee: every registered process is killed as soon as the pipe to this process breaks. The watchdog is a shell in a session
 * of its own that reads pids from the pipe; it needs no timer and no polling. On Windows there is no such shell: children are
 * then stopped by an orderly end only.
 */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `
pids=
while read -r op pid; do
  case $op in
    add) pids="$pids $pid" ;;
    del) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
    end) exit 0 ;;
  esac
done
for p in $pids; do kill -9 "$p" 2>/dev/null; done
`;

export class Watchdog {
  readonly #shell: ChildProcess | null;

  constructor() {
    this.#shell = process.platform === 'win32' ? null : startShell();
  }

  /** Pid of the shell, for memory accounting; null where there is none. */
  get pid(): number | null {
    return this.#shell?.pid ?? null;
  }

  /** From now on `pid` dies with this process. Call it directly after the spawn. */
  add(pid: number): void {
    this.#write(`add ${pid}`);
  }

  /** `pid` has ended; its number may be given to somebody else. */
  remove(pid: number): void {
    this.#write(`del ${pid}`);
  }

  /** Ends the watchdog itself; registered processes are left alone. */
  async close(): Promise<void> {
    const shell = this.#shell;
    if (shell === null || shell.exitCode !== null) return;
    shell.ref();
    const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
    this.#write('end');
    shell.stdin?.end();
    await ended;
  }

  #write(line: string): void {
    const stdin = this.#shell?.stdin;
    if (stdin?.writable) stdin.write(`${line}\n`);
  }
}

function startShell(): ChildProcess {
  // WHY detached: Ctrl-C goes to the whole foreground group; the watchdog must survive it.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as { unref?: () => void } | null)?.unref?.();
  return shell;
}
