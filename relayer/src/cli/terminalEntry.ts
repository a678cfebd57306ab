/** Entry `@cxt-bridge/relayer/terminal`: how a command line of this repository asks, prints, logs and stops. */
export { askPassword, type PasswordOptions, readSecretFile } from './askPassword.ts';
export { newPrivateKey } from './commands/keys.ts';
export { renderFacts, renderTable } from './print/table.ts';
export { logSink } from './start/logSink.ts';
export { listenForStop } from './start/stopSignals.ts';
export { processTerminal, type Terminal } from './terminal.ts';
