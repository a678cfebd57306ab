/** Package entry: the chain port and its vocabulary. */
export * from './chainError.ts';
export * from './chainProvider.ts';
export * from './chainTypes.ts';
export * from './clock.ts';
export * from './transactions.ts';
