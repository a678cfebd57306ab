/**
 * One anvil on a loopback port, without mining of its own (see blockProducer.ts).
 *
 * Guarantee: `startAnvil` resolves when the node answers with the right chain id. Memory stays bounded: the states of older blocks lie
 * on disk in `stateFolder`, those of the last {@link STATE_HISTORY_BLOCKS} at most.
 */
import { foundryBinary } from '../../../contracts/toolchain/foundryBinary.ts';
import { DevnetError } from '../devnetError.ts';
import { OwnedProcess } from '../process/ownedProcess.ts';
import type { PortPool } from '../process/freePorts.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { DEV_MNEMONIC } from './devAccounts.ts';
import { rpcBatch, rpcCall } from './jsonRpc.ts';

/** Blocks whose state can be read and proven; older ones answer with an error, as a node without archive does. */
export const STATE_HISTORY_BLOCKS = 3000;
/** Accounts with 10,000 native coins each. */
export const FUNDED_ACCOUNTS = 100;

const START_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
/**
 * Contracts into which every block writes one word for ever (EIP-4788, EIP-2935). WHY: anvil copies the whole state for each block
 * of its history, so they alone would make it grow by a megabyte a minute. The bridge reads neither.
 */
const GROWING_CONTRACTS = [
  '0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02',
  '0x0000F90827F1C53a10cb7A02335B175320002935',
];

export interface Anvil {
  readonly rpcUrl: string;
  readonly process: OwnedProcess;
}

export interface StartAnvilParameters {
  readonly name: string;
  readonly chainId: number;
  readonly ports: PortPool;
  readonly watchdog: Watchdog;
  readonly logFile: string;
  readonly stateFolder: string;
  readonly signal: AbortSignal;
}

/** @throws DevnetError when the node does not come up. */
export async function startAnvil(parameters: StartAnvilParameters): Promise<Anvil> {
  for (let attempt = 1; ; attempt++) {
    const anvil = spawnAnvil(parameters, await parameters.ports.take());
    try {
      await untilReady({ anvil, chainId: parameters.chainId, signal: parameters.signal });
      return anvil;
    } catch (error) {
      await anvil.process.kill();
      if (parameters.signal.aborted || attempt === ATTEMPTS) throw error;
    }
  }
}

function spawnAnvil(parameters: StartAnvilParameters, port: number): Anvil {
  const { name, chainId, watchdog, logFile, stateFolder } = parameters;
  const args = [
    ['--host', '127.0.0.1'],
    ['--port', String(port)],
    ['--chain-id', String(chainId)],
    ['--mnemonic', DEV_MNEMONIC],
    ['--accounts', String(FUNDED_ACCOUNTS)],
    // finalized = latest − 2, safe = latest − 1
    ['--slots-in-an-epoch', '1'],
    ['--max-persisted-states', String(STATE_HISTORY_BLOCKS)],
    ['--cache-path', stateFolder],
    ['--gas-limit', '60000000'],
    ['--threads', '1'],
    ['--no-mining', '--silent'],
  ].flat();
  const command = foundryBinary('anvil');
  return {
    rpcUrl: `http://127.0.0.1:${port}`,
    process: new OwnedProcess({ name, command, args, watchdog, logFile }),
  };
}

async function untilReady(parameters: { anvil: Anvil; chainId: number; signal: AbortSignal }): Promise<void> {
  const { anvil, chainId, signal } = parameters;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answersAs({ url: anvil.rpcUrl, chainId }))) {
    signal.throwIfAborted();
    if (anvil.process.end !== null || Date.now() > deadline) {
      throw new DevnetError(`${anvil.process.name} did not start`, 'see its log in the devnet folder');
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await rpcBatch(
    anvil.rpcUrl,
    GROWING_CONTRACTS.map((address) => ({ method: 'anvil_setCode', params: [address, '0x'] })),
  );
}

async function answersAs(parameters: { url: string; chainId: number }): Promise<boolean> {
  try {
    const answer = await rpcCall<string>(parameters.url, { method: 'eth_chainId' });
    return Number(answer) === parameters.chainId;
  } catch {
    return false;
  }
}
