/** The compute economy of the home chain as a pure model: the rules of docs/compute.md to the wei. No I/O; runs in Node and in browsers. */
export * from './emission.ts';
export * from './parameters.ts';
export * from './standing.ts';
