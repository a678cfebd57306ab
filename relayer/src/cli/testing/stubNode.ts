/** A JSON-RPC node that knows the answers it is given and nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface StubNode {
  readonly url: string;
  close(): Promise<void>;
}

interface Asked {
  readonly id: number;
  readonly method: string;
}

export async function startStubNode(answers: Readonly<Record<string, unknown>>): Promise<StubNode> {
  const answerOne = ({ id, method }: Asked): unknown =>
    Object.hasOwn(answers, method)
      ? { jsonrpc: '2.0', id, result: answers[method] }
      : { jsonrpc: '2.0', id, error: { code: -32601, message: 'method not found' } };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = JSON.parse(body) as Asked | Asked[];
      const answer = Array.isArray(asked) ? asked.map(answerOne) : answerOne(asked);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
