/**
 * The process in which the devnet's Solana runs: `node surfpoolMain.ts READY_FILE`. It opens ports of its own choice and then writes
 * where it listens into READY_FILE, as a whole or not at all. Ends on SIGTERM.
 *
 * Guarantee: offline. Nothing is fetched from any other network.
 */
import { renameSync, writeFileSync } from 'node:fs';

import { loadSurfpool } from './surfpoolPackage.ts';

/** Finality comes 31 slots later: 1.3 s. */
const SLOT_MS = 40;
const DRAIN_MS = 500;

const [readyFile] = process.argv.slice(2);
if (readyFile === undefined) throw new Error('the file to write is not given');

const net = loadSurfpool().startWithConfig({
  offline: true,
  blockProductionMode: 'clock',
  slotTimeMs: SLOT_MS,
});
writeFileSync(`${readyFile}.new`, JSON.stringify({ rpcUrl: net.rpcUrl, wsUrl: net.wsUrl }), { mode: 0o600 });
renameSync(`${readyFile}.new`, readyFile);

// WHY no orderly end: the node is a part of this process and keeps nothing on disk.
process.on('SIGTERM', () => process.exit(0));
// WHY: every slot reports an event; the node stops for good when 1,024 of them have not been taken away.
setInterval(() => net.drainEvents(), DRAIN_MS);
