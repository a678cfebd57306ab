/**
 * Home and two spokes deployed on one chain for measurements, with a 5-of-7 quorum of known test keys.
 *
 * Guarantees production shape: real signatures, real packets taken from the events, no shortcut into storage.
 */
import { type Abi, decodeEventLog, type Hex, keccak256, pad, parseEther, toHex } from 'viem';

import { bridgeId, privateKeyToAddress } from '../../adapters/protocol/index.ts';
import { type Artifact, readArtifact } from './artifact.ts';
import { type BenchChain, callData, creation, type Mined } from './benchChain.ts';

/** Endpoint ids of the bridge under measurement. */
export const HOME = 40161;
export const BSC = 40102;
export const ARBITRUM = 40231;
export const BRIDGE_ID = bridgeId('bench');

/** Signers in ascending order of address. */
export const SIGNER_KEYS: readonly Hex[] = Array.from({ length: 7 }, (_, index) =>
  keccak256(toHex(`bench signer ${index}`)),
).toSorted((left, right) =>
  privateKeyToAddress(left).toLowerCase() < privateKeyToAddress(right).toLowerCase() ? -1 : 1,
);

/** Contracts of one chain. */
export interface BenchSide {
  readonly eid: number;
  readonly token: Hex;
  readonly gateway: Hex;
  readonly quorum: Hex;
  readonly composeCaller: Hex;
  readonly gatewayAbi: Abi;
  readonly tokenAbi: Abi;
}

/** The bridge. */
export interface BenchBridge {
  readonly chain: BenchChain;
  readonly sides: ReadonlyMap<number, BenchSide>;
  readonly pool: Hex;
  readonly feeSettlement: Hex;
}

/** Wei of whole CXT. */
export const cxt = (amount: number | string): bigint => parseEther(String(amount));

const FEES_WEI = [
  cxt('0.1'),
  cxt('0.001'),
  2_000_000_000_000n,
  cxt('0.5'),
  cxt('0.05'),
  cxt('0.1'),
  cxt('0.001'),
  1n,
];
const WAITS = { rotation: 172_800, loosening: 172_800, unpause: 86_400, held: 172_800 };

function laneOf(localEid: number, peer: { eid: number; gateway: Hex }): object {
  return {
    eid: peer.eid,
    gateway: pad(peer.gateway, { size: 32 }),
    vm: 0,
    feesWei: FEES_WEI,
    capacityWei: cxt(1_000_000),
    refillWeiPerSecond: cxt(1),
    thresholdWei: cxt(100_000),
    delaySeconds: 3600,
    destinationCapWei: localEid === HOME ? cxt(50_000_000) : 0n,
  };
}

async function deployed(chain: BenchChain, artifact: Artifact, args: readonly unknown[]): Promise<Hex> {
  const from = chain.accounts[0] as Hex;
  const { contractAddress } = await chain.mine({ from, data: creation(artifact, args) });
  if (contractAddress === null) throw new Error(`${artifact.contractName} was not deployed`);
  return contractAddress;
}

function salt(eid: number, name: string): Hex {
  return keccak256(toHex(`${eid} ${name}`));
}

/** Deploys everything in the order of contracts/README.md. */
export async function deployBenchBridge(chain: BenchChain): Promise<BenchBridge> {
  const from = chain.accounts[0] as Hex;
  const chainId = await chain.client.getChainId();
  const factoryArtifact = readArtifact('Create3Factory');
  const factory = await deployed(chain, factoryArtifact, []);
  const pool = await deployed(chain, readArtifact('LockedPool'), []);
  const feeSettlement = await deployed(chain, readArtifact('FeeSettlement'), []);
  const eids = [HOME, BSC, ARBITRUM];

  const place = async (eid: number, name: string): Promise<Hex> =>
    (await chain.client.readContract({
      address: factory,
      abi: factoryArtifact.abi,
      functionName: 'predict',
      args: [from, salt(eid, name)],
    })) as Hex;
  const put = async (
    eid: number,
    name: string,
    contractName: string,
    args: readonly unknown[],
  ): Promise<void> => {
    const initCode = creation(readArtifact(contractName), args);
    await chain.mine({
      from,
      to: factory,
      data: callData(factoryArtifact.abi, 'deploy', [salt(eid, name), initCode]),
    });
  };

  const sides = new Map<number, BenchSide>();
  for (const eid of eids) {
    const isHome = eid === HOME;
    const gatewayAbi = readArtifact(isHome ? 'HomeGateway' : 'SpokeGateway').abi;
    const tokenAbi = readArtifact(isHome ? 'CXT' : 'CXTSpoke').abi;
    const [token, gateway, quorum, composeCaller] = await Promise.all(
      ['token', 'gateway', 'quorum', 'composeCaller'].map((name) => place(eid, name)),
    );
    sides.set(eid, { eid, gatewayAbi, tokenAbi, token, gateway, quorum, composeCaller } as BenchSide);
  }
  for (const side of sides.values()) {
    const { eid, token, gateway, quorum, composeCaller } = side;
    const isHome = eid === HOME;
    const lanes = [...sides.values()].filter((peer) => peer.eid !== eid).map((peer) => laneOf(eid, peer));
    const identity = { bridgeId: BRIDGE_ID, chainId: BigInt(chainId), localEid: eid, homeEid: HOME };
    await put(eid, 'token', isHome ? 'CXT' : 'CXTSpoke', [isHome ? pool : gateway]);
    await put(eid, 'composeCaller', 'ComposeCaller', [gateway]);
    const init = { ...identity, token, quorum, composeCaller, lanes };
    await put(eid, 'gateway', isHome ? 'HomeGateway' : 'SpokeGateway', [
      init,
      isHome ? feeSettlement : cxt(50_000_000),
    ]);
    await put(eid, 'quorum', 'Quorum', [
      {
        ...identity,
        gateway,
        epoch: 1n,
        threshold: 5,
        minimumThreshold: 3,
        members: SIGNER_KEYS.map(privateKeyToAddress),
        recoverySetHash: keccak256(toHex('recovery')),
        waits: { ...WAITS, recovery: 2_592_000, maxPause: 432_000, maxGrace: 86_400 },
      },
    ]);
  }
  return { chain, sides, pool, feeSettlement };
}

/** The side of an endpoint id. */
export function sideOf(bridge: BenchBridge, eid: number): BenchSide {
  const side = bridge.sides.get(eid);
  if (side === undefined) throw new Error(`no side ${eid}`);
  return side;
}

/** The packet that a sending transaction emitted. */
export function packetOf(side: BenchSide, mined: Mined): Hex {
  for (const { address, topics, data } of mined.logs) {
    if (address.toLowerCase() !== side.gateway.toLowerCase()) continue;
    const event = decodeEventLog({ abi: side.gatewayAbi, topics: topics as [Hex, ...Hex[]], data });
    if (event.eventName === 'PacketSent')
      return (event.args as unknown as { encodedPayload: Hex }).encodedPayload;
  }
  throw new Error('the transaction sent no packet');
}
