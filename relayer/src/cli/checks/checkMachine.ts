/** Disk and sign journal of this machine. */
import { statfs } from 'node:fs/promises';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import type { RelayerConfig } from '../../config/index.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { describeError } from '../../errors/describeError.ts';
import { openFileSignJournal } from '../../signer/index.ts';
import { dataPaths } from '../start/dataPaths.ts';
import { failed, type Finding, passed } from './finding.ts';

const MIB = 1024 * 1024;
const LOW_BYTES = 1024 * MIB;
const FULL_BYTES = 64 * MIB;

export async function checkMachine(config: RelayerConfig): Promise<Finding[]> {
  return [await checkDisk(config.dataDir), await checkJournal(config)];
}

async function checkDisk(path: string): Promise<Finding> {
  const at = { subject: 'disk', check: path };
  try {
    const { bavail, bsize } = await statfs(path);
    const freeBytes = bavail * bsize;
    const detail = `${Math.floor(freeBytes / MIB)} MiB free`;
    if (freeBytes >= LOW_BYTES) return passed({ ...at, detail });
    const error = new BridgeError('CXT_PROCESS_DISK_FULL', { context: { path } });
    if (freeBytes < FULL_BYTES) return failed({ ...at, error });
    return { ...at, level: 'warning', detail: `only ${detail}: ${path}: free disk space`, exitCode: 0 };
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return failed({ ...at, error: new BridgeError('CXT_STORE_NOT_WRITABLE', { context: { path, detail } }) });
  }
}

/** A journal that a running relayer holds was whole when it took it. */
async function checkJournal(config: RelayerConfig): Promise<Finding> {
  const path = dataPaths(config.dataDir).journal;
  const at = { subject: 'sign journal', check: path };
  try {
    const journal = await openFileSignJournal({ path, bridgeId: bridgeId(config.network.name) });
    const { size } = journal;
    await journal.close();
    return passed({ ...at, detail: `whole, ${size} records` });
  } catch (error) {
    if (describeError(error).code === 'CXT_JOURNAL_IN_USE')
      return passed({ ...at, detail: 'in use by the running relayer' });
    return failed({ ...at, error });
  }
}
