/** The one error that the devnet shows to a person: what and where in `message`, what to do in `hint`. */
export class DevnetError extends Error {
  override readonly name = 'DevnetError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** One line for the terminal. Anything but a {@link DevnetError} is shown by its first line only. */
export function oneLine(error: unknown): string {
  if (error instanceof DevnetError) return `${error.message}: ${error.hint}`;
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
