/** Deploys the bridge's contracts on one anvil, from the committed artifacts, at the same addresses on every chain. */
import { readFileSync } from 'node:fs';
import { type Abi, decodeFunctionResult, encodeDeployData, encodeFunctionData } from 'viem';
import { WORLD_LIMITS } from '../../core/testing/index.ts';
import {
  type Eid,
  evmAddressToBytes32,
  type Hex,
  keccakText,
  TOTAL_SUPPLY_WEI,
} from '../../protocol/index.ts';
import { anvilRpc } from './anvilRpc.ts';

interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

type ContractName = 'token' | 'gateway' | 'quorum' | 'composeCaller' | 'feeSettlement' | 'miningPool';

export interface WorldPlan {
  readonly bridgeId: Hex;
  readonly homeEid: Eid;
  readonly eids: readonly Eid[];
  /** Gateways of the chains that are no EVM chains, 32 bytes. */
  readonly svmGateways?: ReadonlyMap<Eid, Hex>;
  readonly threshold: number;
  readonly members: readonly Hex[];
}

export type DeployedWorldChain = { readonly [Name in ContractName]: Hex } & { readonly startHeight: bigint };

/** Times a receipt is asked for before it counts as missing. */
const RECEIPT_LOOKS = 1_000;
const DEPLOYER: Hex = '0x00000000000000000000000000000000000de910';
/** Wei; order of protocol §10: base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas. */
export const WORLD_FEES = [
  10n ** 16n,
  10n ** 12n,
  10n ** 9n,
  10n ** 17n,
  5n * 10n ** 15n,
  10n ** 16n,
  10n ** 12n,
  10n ** 9n,
];
const NO_WAITS = { rotation: 1, loosening: 1, unpause: 1, held: 1, recovery: 1, maxPause: 60, maxGrace: 60 };

/** Deploys and returns the addresses. Blocks must be made automatically meanwhile. */
export async function deployWorldChain(args: {
  url: string;
  chainId: number;
  localEid: Eid;
  plan: WorldPlan;
}): Promise<DeployedWorldChain> {
  const { url, localEid, plan } = args;
  await anvilRpc(url, 'anvil_impersonateAccount', [DEPLOYER]);
  await anvilRpc(url, 'anvil_setBalance', [DEPLOYER, '0x56bc75e2d63100000']);
  const factoryArtifact = artifact('Create3Factory');
  const factory = (await transact({ url, from: DEPLOYER, data: factoryArtifact.bytecode })).contractAddress;
  const predict = async (name: ContractName): Promise<Hex> => {
    const call = { abi: factoryArtifact.abi, functionName: 'predict', args: [DEPLOYER, keccakText(name)] };
    const data = await anvilRpc<Hex>(url, 'eth_call', [
      { to: factory, data: encodeFunctionData(call) },
      'latest',
    ]);
    return (decodeFunctionResult({ ...call, data }) as string).toLowerCase() as Hex;
  };
  const deploy = async (name: ContractName, contract: string, constructorArgs: readonly unknown[]) => {
    const { abi, bytecode } = artifact(contract);
    const initCode =
      constructorArgs.length === 0 ? bytecode : encodeDeployData({ abi, bytecode, args: constructorArgs });
    const data = encodeFunctionData({
      abi: factoryArtifact.abi,
      functionName: 'deploy',
      args: [keccakText(name), initCode],
    });
    await transact({ url, from: DEPLOYER, to: factory, data });
  };
  const [token, gateway, quorum, composeCaller, feeSettlement, miningPool] = await Promise.all([
    predict('token'),
    predict('gateway'),
    predict('quorum'),
    predict('composeCaller'),
    predict('feeSettlement'),
    predict('miningPool'),
  ]);
  const isHome = localEid === plan.homeEid;
  const init = gatewayInit({ ...args, token, gateway, quorum, composeCaller });
  await deploy('composeCaller', 'ComposeCaller', [gateway]);
  if (isHome) {
    await deploy('feeSettlement', 'FeeSettlement', []);
    await deploy('miningPool', 'LockedPool', []);
    await deploy('token', 'CXT', [miningPool]);
  } else {
    await deploy('token', 'CXTSpoke', [gateway]);
  }
  const startHeight = BigInt(await anvilRpc<Hex>(url, 'eth_blockNumber')) + 1n;
  if (isHome) await deploy('gateway', 'HomeGateway', [init, feeSettlement]);
  else await deploy('gateway', 'SpokeGateway', [init, TOTAL_SUPPLY_WEI]);
  await deploy('quorum', 'Quorum', [quorumInit({ ...args, gateway })]);
  return { token, gateway, quorum, composeCaller, feeSettlement, miningPool, startHeight };
}

function gatewayInit(args: {
  chainId: number;
  localEid: Eid;
  plan: WorldPlan;
  token: Hex;
  gateway: Hex;
  quorum: Hex;
  composeCaller: Hex;
}) {
  const { plan, localEid, token, gateway, quorum, composeCaller } = args;
  const lanes = plan.eids
    .filter((eid) => eid !== localEid)
    .map((eid) => ({
      eid,
      gateway: plan.svmGateways?.get(eid) ?? evmAddressToBytes32(gateway),
      vm: plan.svmGateways?.has(eid) === true ? 1 : 0,
      feesWei: WORLD_FEES,
      ...WORLD_LIMITS,
      delaySeconds: Number(WORLD_LIMITS.delaySeconds),
      // Only home limits what a chain may hold.
      destinationCapWei: localEid === plan.homeEid ? TOTAL_SUPPLY_WEI : 0n,
    }));
  const { bridgeId, homeEid } = plan;
  return { bridgeId, chainId: BigInt(args.chainId), localEid, homeEid, token, quorum, composeCaller, lanes };
}

function quorumInit(args: { chainId: number; localEid: Eid; plan: WorldPlan; gateway: Hex }) {
  const { bridgeId, homeEid, threshold, members } = args.plan;
  return {
    bridgeId,
    chainId: BigInt(args.chainId),
    localEid: args.localEid,
    homeEid,
    gateway: args.gateway,
    epoch: 1n,
    threshold,
    minimumThreshold: 1,
    members,
    recoverySetHash: `0x${'00'.repeat(32)}`,
    waits: NO_WAITS,
  };
}

/** ABI and creation code of a contract. */
export function artifact(contract: string): Artifact {
  const path = new URL(`../../../contracts/artifacts/${contract}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Artifact;
}

/** Sends from an impersonated account and waits for a successful receipt; blocks must be made automatically. */
async function transact(tx: {
  url: string;
  from: Hex;
  to?: Hex;
  data: Hex;
}): Promise<{ contractAddress: Hex }> {
  const { url, ...request } = tx;
  const hash = await anvilRpc<Hex>(url, 'eth_sendTransaction', [{ ...request, gas: '0x1000000' }]);
  const receipt = await receiptOf({ url, hash });
  if (receipt?.status !== '0x1') {
    // Asking again as a call gives the reason.
    await anvilRpc(url, 'eth_call', [request, 'latest']);
    throw new Error(`a deployment transaction failed (${hash})`);
  }
  return receipt;
}

interface Receipt {
  readonly status: Hex;
  readonly contractAddress: Hex;
}

/** The node may answer before the block that the transaction makes. */
async function receiptOf(at: { url: string; hash: Hex }): Promise<Receipt | null> {
  for (let look = 0; look < RECEIPT_LOOKS; look++) {
    const receipt = await anvilRpc<Receipt | null>(at.url, 'eth_getTransactionReceipt', [at.hash]);
    if (receipt !== null) return receipt;
  }
  return null;
}
