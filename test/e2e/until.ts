/** Asks again until the answer is yes; a test then waits as long as needed and no longer. */

/** The first answer that is neither false, null nor undefined. @throws Error naming `what` after `timeoutMs` */
export async function until<T>(parameters: {
  what: string;
  timeoutMs: number;
  condition: () => Promise<T | false | null | undefined>;
}): Promise<T> {
  const { what, timeoutMs, condition } = parameters;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== null && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`after ${timeoutMs / 1000} s still not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
