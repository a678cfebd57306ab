/** The running relayer as the API and the CLI see it. Reads only; never waits for a chain where memory has the answer. */
import type { Guid } from '@cxt-bridge/adapters/protocol';
import type { EngineContext } from '../context.ts';
import type { RelayerReadModel } from '../readModel.ts';
import { attestationViews } from './attestationView.ts';
import { laneViews } from './laneViews.ts';
import { currentMessage, messagePage, viewOf } from './messagePages.ts';
import { operatorViews, readinessOf, statusView } from './statusView.ts';
import { supplyView } from './supplyView.ts';

type Listener = Parameters<RelayerReadModel['subscribe']>[0];

export function createReadModel(parameters: {
  context: EngineContext;
  listeners: Set<Listener>;
}): RelayerReadModel {
  const { context, listeners } = parameters;
  const find = (guid: string) => currentMessage({ context, guid: guid.toLowerCase() as Guid });
  return {
    status: () => statusView(context),
    lanes: async () => laneViews(context),
    messages: (filter) => messagePage({ context, filter }),
    message: async (guid) => {
      const message = await find(guid);
      return message === null ? null : viewOf({ context, message });
    },
    attestation: async (guid) => {
      const message = await find(guid);
      return message === null ? [] : attestationViews({ context, message });
    },
    supply: async () => supplyView(context),
    operators: async () => operatorViews(context),
    ready: () => readinessOf(context),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
