/** Opens what a command works with, in the order in which it can fail cheaply, and closes it again. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@cxt-bridge/relayer/clock';
import { readKeystoreFile } from '@cxt-bridge/relayer/keystore';
import type { Logger } from '@cxt-bridge/relayer/logging';
import { askPassword, readSecretFile } from '@cxt-bridge/relayer/terminal';
import { type Address, getAddress } from 'viem';
import { type HomeChain, openHomeChain } from '../chain/homeChain.ts';
import { TxSender } from '../chain/txSender.ts';
import type { LoadedConfig } from '../config/loadWorkerConfig.ts';
import { WorkerError } from '../errors/workerError.ts';
import { openWorkerJournal, type WorkerJournal } from '../journal/workerJournal.ts';
import { lockWorkerKey } from '../keys/keyLock.ts';
import { type WorkerKey, workerKey } from '../keys/workerKey.ts';

export interface Session {
  readonly key: WorkerKey;
  readonly chain: HomeChain;
  readonly journal: WorkerJournal;
  close(): void;
}

/** Chain for reading; nothing is locked. */
export function openChain(loaded: LoadedConfig, log: Logger): Promise<HomeChain> {
  const { chain } = loaded.config;
  return openHomeChain({
    chainId: chain.id,
    rpcUrls: chain.rpc,
    miningPool: getAddress(chain.miningPool),
    port: chain.computePort === undefined ? null : getAddress(chain.computePort),
    fromBlock: BigInt(chain.fromBlock),
    pollMs: chain.pollMs,
    clock: systemClock(),
    log,
  });
}

/** Key, chain and journal for one process alone. @throws WORKER_KEY_IN_USE, WORKER_JOURNAL_*, WORKER_CHAIN_*, CXT_KEYSTORE_* */
export async function openSession(loaded: LoadedConfig, log: Logger): Promise<Session> {
  const { config, folder } = loaded;
  const key = await openKey(loaded);
  const lock = lockWorkerKey({ address: key.address, chainId: config.chain.id, folder: tmpdir() });
  try {
    const chain = await openChain(loaded, log);
    const journal = openWorkerJournal({
      path: join(resolve(folder, config.dataDir), 'journal.sqlite'),
      identity: { address: key.address, chainId: chain.chainId, market: chain.contracts.jobMarket },
    });
    return {
      key,
      chain,
      journal,
      close: () => {
        journal.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A sender of a session, for commands that send a transaction or two. */
export function senderOf(parameters: { session: Session; loaded: LoadedConfig; log: Logger }): TxSender {
  const { session, loaded, log } = parameters;
  const { chain, key, journal } = session;
  return new TxSender({
    client: chain.client,
    chainId: chain.chainId,
    account: key.account,
    book: journal.transactions,
    log,
    capWei: maxFeePerGasWei(loaded),
    replaceAfterBlocks: 4n,
    latestBlock: chain.head.number,
  });
}

export function maxFeePerGasWei({ config }: LoadedConfig): bigint {
  return BigInt(Math.round(config.chain.maxFeePerGasGwei * 1e9));
}

async function openKey({ config, folder }: LoadedConfig): Promise<WorkerKey> {
  const { keystore, passwordFile, privateKeyFile } = config.key;
  const allowDevKey = config.chain.isDevnet;
  if (privateKeyFile !== undefined) {
    const path = resolve(folder, privateKeyFile);
    return workerKey({
      privateKey: await readSecretFile({ path, option: 'key.privateKeyFile' }),
      allowDevKey,
    });
  }
  const path = resolve(folder, keystore ?? '');
  const options = passwordFile === undefined ? {} : { passwordFile: resolve(folder, passwordFile) };
  const password = await askPassword({ options, forNew: false, subject: path });
  return workerKey({ privateKey: await readKeystoreFile({ path, password }), allowDevKey });
}

/** Address of the config's key, without opening it. */
export async function addressOf(loaded: LoadedConfig): Promise<Address> {
  const { keystore } = loaded.config.key;
  if (keystore === undefined) return (await openKey(loaded)).address;
  const path = resolve(loaded.folder, keystore);
  try {
    const { address } = JSON.parse(await readFile(path, 'utf8')) as { address?: unknown };
    return getAddress(`0x${String(address).replace(/^0x/, '')}`);
  } catch (error) {
    throw new WorkerError('WORKER_CONFIG', {
      message: `the keystore cannot be read or names no address: ${path}`,
      hint: 'correct key.keystore, or make one with "cxt-worker keys create"',
      cause: error,
    });
  }
}
