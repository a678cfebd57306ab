/** Gas for a bridge call, or the chain's reason why it would fail now. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BridgeCall, CallEstimate } from '../../core/transactions.ts';
import { decodeExecution, decodeItem, decodeItems, type Hex, type Item } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { errorName } from '../events/errorNames.ts';
import { asQuantity } from '../rpc/answer.ts';
import { resultOf, faultCode, faultError } from '../rpc/rpcFault.ts';
import { saysReverted } from '../rpc/nodeDialect.ts';
import type { RpcFault } from '../../rpc/rpcFault.ts';
import { encodeBridgeCall } from '../tx/encodeBridgeCall.ts';

const METHOD = 'eth_estimateGas';
/** EIP-1474 has none; geth, anvil, erigon and nethermind answer 3 for a revert. */
const REVERT_CODE = 3;
/** What the contract sets aside before it promises gas to a call (GatewayDeliver): per item of the bundle, per call, at the end. */
const ITEM_GAS = 35_000n;
const COMPOSE_GAS = 60_000n;
const FINISH_GAS = 40_000n;
/** Message bytes before the call's data (protocol §4). */
const COMPOSE_OFFSET = 72;

/**
 * Estimate against the latest state. Where items carry composes, the gas they bought (with the 63/64 rule) is added.
 * @throws ChainError for anything that is not the call's own failure; MalformedAnswer
 */
export async function estimate(
  reader: EvmReader,
  call: BridgeCall & { from: string },
  options: CallOptions = {},
): Promise<CallEstimate> {
  const { rpc, gateway } = reader;
  const target = encodeBridgeCall({ call, gateway, account: call.from as Hex });
  const [outcome] = await rpc.askAll([{ method: METHOD, params: [{ from: call.from, ...target }] }], options);
  if (outcome !== undefined && !outcome.ok) return failed(outcome.fault, rpc.label);
  const gas = asQuantity(resultOf({ outcome, label: rpc.label, method: METHOD }), 'gas');
  return { ok: true, gas: gas + composeReserve(call) };
}

/**
 * WHY: a node searches the least gas with which the transaction does not revert. A bundle does not revert when an item fails for
 * want of gas (protocol §4), so the search ends below what the composes need, and they would all fail.
 */
function composeReserve(call: BridgeCall): bigint {
  const items = itemsOf(call);
  const composed = items.filter(({ body }) => body.length > COMPOSE_OFFSET);
  if (composed.length === 0) return 0n;
  const calls = composed.reduce((sum, { execution, body }) => {
    const bought = BigInt(decodeExecution(execution).composeGas);
    return sum + bought + bought / 31n + BigInt(body.length) + COMPOSE_GAS;
  }, 0n);
  return calls + BigInt(items.length) * ITEM_GAS + FINISH_GAS;
}

function itemsOf(call: BridgeCall): readonly Item[] {
  switch (call.kind) {
    case 'deliver':
      return decodeItems(call.items);
    case 'deliverOne':
    case 'claimQueued':
    case 'retryCompose':
      return [decodeItem(call.item)];
    case 'closeRoot':
    case 'selfSend':
      return [];
  }
}

function failed(fault: RpcFault, label: string): CallEstimate {
  const data = revertData(fault.data);
  if (fault.code !== REVERT_CODE && data === null && !saysReverted(fault.message)) {
    throw faultError({ label, method: METHOD, fault });
  }
  if (faultCode(fault) === 'CXT_CHAIN_RATE_LIMITED') throw faultError({ label, method: METHOD, fault });
  return { ok: false, reason: data === null ? 'revert without data' : errorName(data) };
}

function revertData(data: unknown): string | null {
  const candidate = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
  return typeof candidate === 'string' && /^0x[0-9a-fA-F]{8,}$/.test(candidate) ? candidate : null;
}
