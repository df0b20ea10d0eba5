import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What API Gateway hands to a function, of either of its formats; what our examples look at. */
export interface GatewayEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface GatewayAnswer {
  readonly statusCode: number;
  readonly body?: string;
}

export type GatewayFunction = (event: GatewayEvent) => Promise<GatewayAnswer>;

export interface Gateway {
  readonly url: string;
  /** Every event that came, oldest first. */
  readonly events: readonly GatewayEvent[];
  readonly answers: readonly GatewayAnswer[];
  close(): Promise<void>;
}

export const IN_BASE64 = { 'x-in-base64': 'yes' } as const;

/**
 * API Gateway before a function, on localhost. A function that throws is answered with 502. A request with `IN_BASE64`
 * reaches it as a gateway gives bodies that it takes for binary.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const startGateway = async (call: GatewayFunction): Promise<Gateway> => {
  const events: GatewayEvent[] = [];
  const answers: GatewayAnswer[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat((await request.toArray()) as Buffer[]);
      // Both formats are met: one keeps the case that headers came in.
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
          String(value),
        ]),
      );
      const isBase64Encoded = IN_BASE64['x-in-base64'] === request.headers['x-in-base64'];
      const event = {
        httpMethod: request.method ?? '',
        path: request.url ?? '',
        headers,
        body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
        isBase64Encoded,
      };
      events.push(event);
      const answer = await call(event).catch(() => ({ statusCode: 502, body: 'Internal server error' }));
      answers.push(answer);
      response.writeHead(answer.statusCode).end(answer.body);
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    events,
    answers,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
