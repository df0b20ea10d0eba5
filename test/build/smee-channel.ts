import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What smee.io takes: Fastify's own limit. */
const MOST_BYTES = 1_048_576;

/**
 * smee.io on localhost, as far as a client sees it: it parses a body, and streams it as it would print it.
 * https://github.com/probot/smee.io/blob/main/lib/server.js
 */
export class SmeeServer {
  readonly channel = `/${randomBytes(12).toString('base64url')}`;
  /** How often somebody began to listen, or tried to. */
  connections = 0;
  /** Answers who wants to listen with this, where it is set. */
  refuses: number | undefined;
  /** Does not pass on how long a body was, as behind some reverse proxies. */
  hidesLength = false;
  readonly #listeners = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  static async start(): Promise<SmeeServer> {
    const smee = new SmeeServer();
    await smee.start();
    return smee;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return this.origin + this.channel;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** At the port that it had before. */
  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server?.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  ping(): void {
    for (const listener of this.#listeners) listener.write('event: ping\ndata: {}\n\n');
  }

  /** To all who listen, as it stands. */
  send(data: string): void {
    for (const listener of this.#listeners) listener.write(`data: ${data}\n\n`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/new') {
      response.writeHead(307, { location: this.url }).end();
    } else if (request.method === 'POST') {
      await this.#take(request, response);
    } else {
      this.connections += 1;
      if (this.refuses === undefined) this.#listen(response);
      else response.writeHead(this.refuses).end();
    }
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write('id: 0\nevent: ready\ndata: {}\n\n');
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (Buffer.byteLength(body) > MOST_BYTES) return void response.writeHead(413).end();
    const { 'content-length': length, ...headers } = request.headers;
    const message: Record<string, unknown> = {
      ...headers,
      ...(!this.hidesLength && { 'content-length': length }),
      body: JSON.parse(body) as unknown,
      query: {},
      timestamp: Date.now(),
    };
    this.send(JSON.stringify(message));
    response.writeHead(200).end();
  }
}
