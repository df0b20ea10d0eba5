import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createFarewell } from '../../src/web/farewell.ts';

it('lets no connection be used again, neither of what comes nor of what is being worked on', async () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const partWithClients = createFarewell(server);
  /** Once the server has the request; what the answer will say of its connection. */
  const ask = async (): Promise<{ readonly said: Promise<string | undefined> }> => {
    const request = get({ port, host: '127.0.0.1', agent });
    const answer = once(request, 'response') as Promise<[IncomingMessage]>;
    await once(server, 'request');
    return {
      said: answer.then(([message]) => {
        message.resume();
        return message.headers.connection;
      }),
    };
  };

  const before = await ask();
  asked[0]?.end();
  expect(await before.said).toBe('keep-alive');

  const underWay = await ask();
  const begun = await ask();
  asked[2]?.flushHeaders();
  expect(await begun.said).toBe('keep-alive');
  partWithClients();
  asked[1]?.end();
  expect(await underWay.said).toBe('close');
  asked[2]?.end();

  const after = await ask();
  asked[3]?.end();
  expect(await after.said).toBe('close');
  agent.destroy();
  server.close();
});
