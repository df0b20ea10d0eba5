import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { until } from './until.ts';
import { type Signed } from './webhook.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One connection to a server, on which any bytes can be sent, also those that no HTTP client would send. */
export class RawConnection {
  readonly socket: Socket;
  received = '';
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const connection = new RawConnection(connect(Number(port), hostname));
    await once(connection.socket, 'connect');
    return connection;
  }

  write(bytes: string | Uint8Array): this {
    this.socket.write(bytes);
    return this;
  }

  /** All answers, once there are so many of them. */
  async answers(count: number): Promise<readonly RawAnswer[]> {
    return until(() => {
      const answers = parseAnswers(this.received);
      expect(answers.length, `answers in ${JSON.stringify(this.received)}`).toBeGreaterThanOrEqual(count);
      return answers;
    });
  }

  /** All answers, once the server has closed the connection. */
  async closed(): Promise<readonly RawAnswer[]> {
    await until(() => expect(this.isClosed, JSON.stringify(this.received)).toBe(true));
    return parseAnswers(this.received);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Those that are complete; a "100 Continue" is one of them. */
export const parseAnswers = (text: string): readonly RawAnswer[] => {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const [head, status] = /^HTTP\/1\.[01] (\d{3})[^]*?\r\n\r\n/.exec(rest) ?? [];
    if (head === undefined) return answers;
    const headers = Object.fromEntries(
      [...head.matchAll(/^([^:\r\n]+): *(.*)\r$/gm)].map(([, name, value]) => [name!.toLowerCase(), value!]),
    );
    const body = bodyOf(rest.slice(head.length), headers);
    if (body === undefined) return answers;
    answers.push({ status: Number(status), headers, body: body.text });
    rest = rest.slice(head.length + body.length);
  }
};

const bodyOf = (
  rest: string,
  headers: Readonly<Record<string, string>>,
): { readonly text: string; readonly length: number } | undefined => {
  if (headers['transfer-encoding'] === 'chunked') {
    const [all] = /^(?:[1-9a-f][0-9a-f]*\r\n[^]*?\r\n)*0\r\n\r\n/.exec(rest) ?? [];
    return all === undefined ? undefined : { text: all.split('\r\n')[1] ?? '', length: all.length };
  }
  const length = Number(headers['content-length'] ?? 0);
  return rest.length < length ? undefined : { text: rest.slice(0, length), length };
};

/** A request as it goes over the wire; a header that is not `changes`d twice is sent once. */
export const wire = (
  { body, headers }: Signed,
  path: string,
  changes: readonly (readonly [name: string, value: string | undefined])[] = [],
): string => {
  const changed = new Set(changes.map(([name]) => name));
  const kept = Object.entries({
    host: 'relay',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  });
  const lines = [...kept.filter(([name]) => !changed.has(name)), ...changes].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
};
