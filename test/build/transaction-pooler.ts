import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A message of PostgreSQL's protocol that holds this text begins a transaction. */
const BEGIN = /^Q.{4}begin/s;

/**
 * Does what PgBouncer does with pool_mode = transaction, in its simplest form: who begins a transaction gets the server
 * connection that somebody else used last.
 */
export class TransactionPooler {
  readonly #clients: { readonly near: Socket; far: Socket }[] = [];
  readonly #server: Server;

  constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, connect(target, '127.0.0.1')));
  }

  /** Returns its port. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const { near, far } of this.#clients) for (const socket of [near, far]) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    const client = { near, far };
    this.#clients.push(client);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('data', (message: Buffer) => {
      const other = this.#clients.find((one) => one !== client && !one.near.destroyed);
      if (other && BEGIN.test(message.toString('latin1'))) [client.far, other.far] = [other.far, client.far];
      client.far.write(message);
    });
    far.on('data', (message: Buffer) => this.#clients.find((one) => one.far === far)?.near.write(message));
    near.on('close', () => client.far.destroy());
  }
}
