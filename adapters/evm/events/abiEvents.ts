/**
 * Strict decoding of event logs by the generated ABIs.
 *
 * Guarantee: decoding and encoding again gives the same bytes, so a log with padding, trailing bytes or dirty high bits is refused.
 */
import type { AbiEvent } from 'viem';
import { decodeAbiParameters, encodeAbiParameters, toEventSelector } from 'viem/utils';
import { homeGatewayAbi } from '../abi/homeGateway.ts';
import { spokeGatewayAbi } from '../abi/spokeGateway.ts';
import type { EvmLog } from '../receipts/evmReceipt.ts';

/** A log does not have the shape of its event. */
export class LogMalformed extends Error {
  override readonly name = 'LogMalformed';
}

interface KnownEvent {
  readonly name: string;
  readonly indexed: AbiEvent['inputs'];
  readonly plain: AbiEvent['inputs'];
}

const KNOWN_EVENTS: ReadonlyMap<string, KnownEvent> = new Map(
  [...homeGatewayAbi, ...spokeGatewayAbi]
    .filter((item) => item.type === 'event')
    .map((event) => {
      const inputs: AbiEvent['inputs'] = event.inputs;
      const known: KnownEvent = {
        name: event.name,
        indexed: inputs.filter((input) => input.indexed === true),
        plain: inputs.filter((input) => input.indexed !== true),
      };
      return [toEventSelector(event), known] as const;
    }),
);

/** Name and arguments of a gateway log. @throws LogMalformed for an event that is not in the ABI, or not exactly as there */
export function decodeAbiEvent(log: EvmLog): { name: string; args: Readonly<Record<string, unknown>> } {
  const event = KNOWN_EVENTS.get(log.topics[0] ?? '');
  if (event === undefined) throw new LogMalformed(`unknown event ${log.topics[0] ?? 'without topic'}`);
  if (log.topics.length !== event.indexed.length + 1)
    throw new LogMalformed(`${event.name} has the wrong number of topics`);
  const args: Record<string, unknown> = {};
  for (const [index, input] of event.indexed.entries()) {
    args[input.name ?? ''] = decodeExactly({
      name: event.name,
      inputs: [input],
      data: log.topics[index + 1] ?? '0x',
    })[0];
  }
  const values = decodeExactly({ name: event.name, inputs: event.plain, data: log.data });
  for (const [index, input] of event.plain.entries()) args[input.name ?? ''] = values[index];
  return { name: event.name, args };
}

function decodeExactly(args: {
  name: string;
  inputs: AbiEvent['inputs'];
  data: `0x${string}`;
}): readonly unknown[] {
  const { name, inputs, data } = args;
  if (inputs.length === 0) {
    if (data !== '0x') throw new LogMalformed(`${name} carries unexpected data`);
    return [];
  }
  let values: readonly unknown[];
  let again: string;
  try {
    values = decodeAbiParameters(inputs, data);
    again = encodeAbiParameters(inputs, values as never);
  } catch {
    throw new LogMalformed(`${name} does not decode`);
  }
  if (again !== data) throw new LogMalformed(`${name} is not canonically encoded`);
  return values;
}
