import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often each server is asked whether it is ready, in milliseconds. */
const ASK_EVERY = 25;

/**
 * A load balancer as they are: it sends requests to those servers in turn that say at /readyz that they are ready, keeps
 * its connections to them for the next requests, and does not try a webhook twice: one that fails is a 502.
 */
export class Balancer {
  readonly #servers = new Map<number, { readonly agent: Agent; isReady: boolean }>();
  readonly #server = createServer();
  readonly #closing = new AbortController();
  #turn = 0;
  /** Why webhooks reached no server. */
  readonly failures: string[] = [];

  private constructor() {
    this.#server.on('request', (incoming, outgoing) => {
      const ready = [...this.#servers].filter(([, { isReady }]) => isReady);
      const [port, server] = ready[this.#turn++ % ready.length] ?? [];
      if (!server) {
        this.failures.push('no server was ready');
        outgoing.writeHead(503).end();
        return;
      }
      const { method, url: path, headers } = incoming;
      const onward = request(
        { host: '127.0.0.1', port, method, path, headers, agent: server.agent },
        (answer) => {
          const { connection: _, ...kept } = answer.headers;
          outgoing.writeHead(answer.statusCode ?? 502, kept);
          answer.pipe(outgoing);
        },
      );
      onward.on('error', ({ message }) => {
        const use = onward.reusedSocket ? 'a kept' : 'a new';
        this.failures.push(`${message} on ${use} connection to ${String(port)}`);
        outgoing.writeHead(502).end();
      });
      incoming.pipe(onward);
    });
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(port: number): void {
    // As many as requests at once, so that some lie idle when their server stops.
    this.#servers.set(port, { agent: new Agent({ keepAlive: true }), isReady: false });
    void this.#ask(port);
  }

  isReady(port: number): boolean {
    return this.#servers.get(port)?.isReady ?? false;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const { agent } of this.#servers.values()) agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** One question after the other: of two at once, the older answer might come last. */
  async #ask(port: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal }).catch(() => undefined);
      this.#servers.get(port)!.isReady = answer?.ok ?? false;
      await answer?.body?.cancel().catch(() => undefined);
      await sleep(ASK_EVERY, undefined, { signal }).catch(() => undefined);
    }
  }
}
