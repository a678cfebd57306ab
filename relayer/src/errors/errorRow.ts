/** When the same call may be tried again. */
export type Retry = 'now' | 'backoff' | 'next-block' | 'operator' | 'never';

/** Whose move it is. */
export type Blame = 'infra' | 'peer' | 'user' | 'operator' | 'us';

/** 1 config or user · 70 an invariant is breached · 75 temporary (relayer design §7). */
export type ExitCode = 1 | 70 | 75;

/**
 * One kind of failure. `what`, `where` and `hint` may hold `{placeholders}`; each of them is a context value that the thrower
 * must give, so the table decides what an error has to carry.
 */
export interface ErrorRow {
  readonly what: string;
  /** Empty where there is no place to point at. */
  readonly where: string;
  /** One sentence: what the reader should do. */
  readonly hint: string;
  readonly retry: Retry;
  readonly blame: Blame;
  readonly alert: boolean;
  readonly exitCode: ExitCode;
}

/** The names between braces in a template. */
export type PlaceholderOf<T extends string> = T extends `${string}{${infer K}}${infer R}`
  ? K | PlaceholderOf<R>
  : never;

/** Replaces `{name}` by its value; a name without a value stays visible. */
export function fillTemplate(options: {
  template: string;
  values: Readonly<Record<string, string>>;
}): string {
  return options.template.replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(options.values, name) ? (options.values[name] ?? hole) : hole,
  );
}
