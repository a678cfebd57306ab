/** The conformance suite's world on three anvils. */
import { type Abi, decodeFunctionResult, encodeFunctionData } from 'viem';
import {
  type ChainWorld,
  createTestQuorum,
  WORLD_USER_WEI,
  type WorldChain,
  type WorldTransfer,
} from '../../core/testing/index.ts';
import type { ChainDeployment, TxSigner } from '../../core/index.ts';
import {
  bridgeId,
  bytesToHex,
  eid,
  type Eid,
  encodeOptions,
  evmAddressToBytes32,
  type Hex,
  keccakText,
} from '../../protocol/index.ts';
import { createEvmProvider } from '../createEvmProvider.ts';
import { createEvmTxSigner } from '../tx/createEvmTxSigner.ts';
import { anvilRpc } from './anvilRpc.ts';
import { artifact, type DeployedWorldChain, deployWorldChain, type WorldPlan } from './deployWorldChain.ts';
import { type RunningAnvil, startAnvil } from './startAnvil.ts';

const CHAINS = [
  { localEid: eid(40161), chainId: 31_337 },
  { localEid: eid(40102), chainId: 31_338 },
  { localEid: eid(40231), chainId: 31_339 },
] as const;
const HOME = CHAINS[0].localEid;
const USER: Hex = '0x00000000000000000000000000000000000005e1';
const STRANGER: Hex = '0x00000000000000000000000000000000000005e2';
const ACCEPTING: Hex = '0x00000000000000000000000000000000000acce9';
const REFUSING: Hex = '0x00000000000000000000000000000000000badc0';
/** STOP: takes every call. */
const TAKES_CALLS = '0x00';
/** PUSH0 PUSH0 REVERT. */
const REFUSES_CALLS = '0x5f5ffd';
const MAX = 2n ** 256n - 1n;

/** A chain of the EVM world, with what tests of this adapter alone need. */
export interface EvmWorldChain extends WorldChain {
  readonly url: string;
  readonly submitter: TxSigner;
}

export interface EvmWorld extends ChainWorld {
  readonly home: EvmWorldChain;
  readonly spokeA: EvmWorldChain;
  readonly spokeB: EvmWorldChain;
}

/** Starts, deploys and funds. Stop it in any case. */
export async function createEvmWorld(): Promise<EvmWorld> {
  const id = bridgeId('conformance');
  const quorum = createTestQuorum({ bridgeId: id, size: 4, threshold: 3 });
  const plan: WorldPlan = {
    bridgeId: id,
    homeEid: HOME,
    eids: CHAINS.map(({ localEid }) => localEid),
    ...quorum,
  };
  const anvils = await Promise.all(CHAINS.map(({ chainId }) => startAnvil({ chainId })));
  const stop = async () => {
    await Promise.all(anvils.map((anvil) => anvil.stop()));
  };
  try {
    const chains = await Promise.all(
      CHAINS.map((chain, index) =>
        createEvmWorldChain({ ...chain, plan, anvil: anvils[index] as RunningAnvil }),
      ),
    );
    const [home, spokeA, spokeB] = chains as [EvmWorldChain, EvmWorldChain, EvmWorldChain];
    return {
      home,
      spokeA,
      spokeB,
      quorum: { threshold: quorum.threshold, size: quorum.members.length },
      attest: async (batch) => quorum.attestBatch(batch),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface ChainSetup {
  readonly localEid: Eid;
  readonly chainId: number;
  readonly plan: WorldPlan;
  readonly anvil: RunningAnvil;
}

/** One chain of a world, deployed and funded. */
export async function createEvmWorldChain(setup: ChainSetup): Promise<EvmWorldChain> {
  const { localEid, chainId, plan } = setup;
  const { url } = setup.anvil;
  const contracts = await deployWorldChain({ url, chainId, localEid, plan });
  const deployment: ChainDeployment = {
    eid: localEid,
    homeEid: plan.homeEid,
    networkId: String(chainId),
    gateway: contracts.gateway,
    token: contracts.token,
    remoteEids: plan.eids.filter((other) => other !== localEid),
    startHeight: contracts.startHeight,
  };
  const submitter = createEvmTxSigner({
    privateKey: keccakText('conformance submitter'),
    chainId: BigInt(chainId),
    gateway: contracts.gateway,
  });
  await prepare({ url, contracts, isHome: localEid === plan.homeEid, submitter: submitter.account });
  return {
    url,
    deployment,
    provider: createEvmProvider({ url, deployment, requireProofs: true }),
    submitter,
    user: evmAddressToBytes32(USER),
    acceptingTarget: evmAddressToBytes32(ACCEPTING),
    refusingTarget: evmAddressToBytes32(REFUSING),
    mendTarget: async () => {
      await anvilRpc(url, 'anvil_setCode', [REFUSING, TAKES_CALLS]);
    },
    ...userActions({ url, contracts }),
    ...blockControls(url),
  };
}

async function prepare(args: {
  url: string;
  contracts: DeployedWorldChain;
  isHome: boolean;
  submitter: string;
}) {
  const { url, contracts, isHome, submitter } = args;
  const coins = '0x3635c9adc5dea00000';
  await anvilRpc(url, 'evm_setAutomine', [false]);
  for (const account of [USER, submitter, contracts.miningPool])
    await anvilRpc(url, 'anvil_setBalance', [account, coins]);
  for (const account of [USER, contracts.miningPool])
    await anvilRpc(url, 'anvil_impersonateAccount', [account]);
  await anvilRpc(url, 'anvil_setCode', [ACCEPTING, TAKES_CALLS]);
  await anvilRpc(url, 'anvil_setCode', [REFUSING, REFUSES_CALLS]);
  const { abi } = artifact('CXT');
  if (isHome) {
    const data = encodeFunctionData({ abi, functionName: 'transfer', args: [USER, WORLD_USER_WEI] });
    await include({ url, from: contracts.miningPool, to: contracts.token, data });
  }
  const approve = encodeFunctionData({ abi, functionName: 'approve', args: [contracts.gateway, MAX] });
  await include({ url, from: USER, to: contracts.token, data: approve });
}

function userActions(args: { url: string; contracts: DeployedWorldChain }) {
  const { url, contracts } = args;
  const token = async (functionName: string, functionArgs: readonly unknown[]) => {
    const data = encodeFunctionData({ abi: artifact('CXT').abi, functionName, args: functionArgs });
    await include({ url, from: USER, to: contracts.token, data });
  };
  return {
    send: (transfer: WorldTransfer) => sendTransfer({ url, gateway: contracts.gateway, transfer }),
    burn: (amountWei: bigint) => token('burn', [amountWei]),
    donate: (amountWei: bigint) => token('transfer', [contracts.gateway, amountWei]),
    transferAside: (amountWei: bigint) => token('transfer', [STRANGER, amountWei]),
  };
}

async function sendTransfer(args: { url: string; gateway: Hex; transfer: WorldTransfer }): Promise<void> {
  const { url, gateway, transfer } = args;
  const abi: Abi = artifact('HomeGateway').abi;
  const sendParam = {
    dstEid: transfer.dstEid,
    to: transfer.recipient,
    amountLD: transfer.amountWei,
    minAmountLD: transfer.amountWei,
    extraOptions:
      transfer.compose === undefined ? '0x' : bytesToHex(encodeOptions({ composeGas: transfer.compose.gas })),
    composeMsg: transfer.compose?.message ?? '0x',
    oftCmd: '0x',
  };
  const quote = { abi, functionName: 'quoteSend', args: [sendParam, false] };
  const data = await anvilRpc<Hex>(url, 'eth_call', [
    { from: USER, to: gateway, data: encodeFunctionData(quote) },
    'latest',
  ]);
  const fee = decodeFunctionResult({ ...quote, data });
  const send = encodeFunctionData({ abi, functionName: 'send', args: [sendParam, fee, USER] });
  await include({ url, from: USER, to: gateway, data: send });
}

function blockControls(url: string) {
  const mine = async (blocks: number) => {
    for (let made = 0; made < blocks; made++) await anvilRpc(url, 'evm_mine');
  };
  const height = async () => Number(await anvilRpc<Hex>(url, 'eth_blockNumber'));
  return {
    mine,
    finalize: () => mine(2),
    async passTime(seconds: bigint) {
      await anvilRpc(url, 'evm_increaseTime', [Number(seconds)]);
      await mine(1);
    },
    async forkPoint() {
      // WHY: not anvil_reorg, which drops the receipts of the blocks it keeps.
      const snapshot = await anvilRpc<Hex>(url, 'evm_snapshot');
      return async () => {
        const dropped = await height();
        await anvilRpc(url, 'evm_revert', [snapshot]);
        await anvilRpc(url, 'evm_increaseTime', [7]);
        await mine(dropped - (await height()));
      };
    },
  };
}

/** Sends from an impersonated account and makes the block that must include it with success. */
async function include(tx: { url: string; from: Hex; to: Hex; data: Hex }): Promise<void> {
  const { url, ...request } = tx;
  const hash = await anvilRpc<Hex>(url, 'eth_sendTransaction', [{ ...request, gas: '0x200000' }]);
  await anvilRpc(url, 'evm_mine');
  const receipt = await anvilRpc<{ status: Hex } | null>(url, 'eth_getTransactionReceipt', [hash]);
  if (receipt?.status !== '0x1') throw new Error(`transaction ${hash} of the world failed`);
}
