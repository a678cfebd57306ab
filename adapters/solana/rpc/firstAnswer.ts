/** Several nodes as one, for reads that only help submission: the chain itself refuses what is wrong there. */
import { ChainError } from '../../core/chainError.ts';
import type { SolanaRpc } from './solanaRpc.ts';

/** Asks in order until one answers. @throws the last node's ChainError; TypeError without nodes */
export function firstAnswer(nodes: readonly SolanaRpc[]): SolanaRpc {
  const [first] = nodes;
  if (first === undefined) throw new TypeError('at least one node is needed');
  async function tryEach<Result>(ask: (node: SolanaRpc) => Promise<Result>): Promise<Result> {
    let last: unknown = null;
    for (const node of nodes) {
      try {
        return await ask(node);
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
        last = error;
      }
    }
    throw last;
  }
  return {
    label: first.label,
    ask: (request, options) => tryEach((node) => node.ask(request, options)),
    outcome: (request, options) => tryEach((node) => node.outcome(request, options)),
    askAll: (requests, options) => tryEach((node) => node.askAll(requests, options)),
  };
}
