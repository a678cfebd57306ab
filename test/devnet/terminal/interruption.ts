/** Ctrl-C, SIGTERM and SIGHUP as one abort signal. A second one ends at once; the watchdog then takes the children down. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** 128 + number of the signal that came, by the custom of shells. */
  exitCode(): number;
  release(): void;
}

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type Name = keyof typeof NUMBERS;

export function interruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  let received: Name = 'SIGINT';
  const handle = (name: Name): void => {
    if (controller.signal.aborted) process.exit(128 + NUMBERS[name]);
    received = name;
    onFirst();
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const names = Object.keys(NUMBERS) as Name[];
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    exitCode: () => 128 + NUMBERS[received],
    release: () => {
      for (const name of names) process.off(name, handle);
    },
  };
}
