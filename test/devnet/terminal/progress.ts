/**
 * What a person sees while waiting: a line that moves on a terminal, plain lines elsewhere. Everything goes to stderr, so that stdout
 * holds results only.
 */
import pc from 'picocolors';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 90;
/** How often a wait reports on plain output. */
const PLAIN_REPORT_MS = 5_000;

export interface Progress {
  /** A line that stays. */
  note(text: string): void;
  /** Runs `work` while showing `text`; `report` replaces the text. */
  step<T>(text: string, work: (report: (text: string) => void) => Promise<T>): Promise<T>;
}

export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? movingProgress(stream) : plainProgress(stream);
}

/** Shows nothing; for tests. */
export const silentProgress: Progress = { note: () => {}, step: async (_text, work) => work(() => {}) };

function movingProgress(stream: NodeJS.WriteStream): Progress {
  let active: (() => void) | null = null;
  const clear = (): void => void stream.write('\r\x1b[2K');
  return {
    note(text) {
      if (active !== null) clear();
      stream.write(`${text}\n`);
      active?.();
    },
    async step(text, work) {
      const startedAt = Date.now();
      let shown = text;
      let frame = 0;
      const draw = (): void => {
        const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
        const line = `${FRAMES[frame++ % FRAMES.length]} ${shown} ${pc.dim(`${seconds} s`)}`;
        clear();
        stream.write(line);
      };
      active = draw;
      draw();
      const timer = setInterval(draw, FRAME_MS);
      const finish = (mark: string): void => {
        clearInterval(timer);
        active = null;
        clear();
        stream.write(`${mark} ${shown} ${pc.dim(`${((Date.now() - startedAt) / 1000).toFixed(1)} s`)}\n`);
      };
      try {
        const result = await work((next) => {
          shown = next;
        });
        finish(pc.green('✔'));
        return result;
      } catch (error) {
        finish(pc.red('✘'));
        throw error;
      }
    },
  };
}

function plainProgress(stream: NodeJS.WriteStream): Progress {
  return {
    note: (text) => void stream.write(`${text}\n`),
    async step(text, work) {
      const startedAt = Date.now();
      let shown = text;
      const timer = setInterval(() => stream.write(`  ... ${shown}\n`), PLAIN_REPORT_MS);
      try {
        const result = await work((next) => {
          shown = next;
        });
        stream.write(`ok ${shown} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`);
        return result;
      } catch (error) {
        stream.write(`failed: ${shown}\n`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
