/**
 * Takes what Hub Relay sends, in either format, behind a proxy that ends TLS.
 *
 *     npm install standardwebhooks @octokit/webhooks-methods
 *     WEBHOOK_SECRET=… PORT=8080 node receiver.ts
 *
 * While one secret follows another, WEBHOOK_SECRET_OLD is accepted too. The same id may arrive twice: do its work once.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { verify } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';

const MOST_BYTES = 25 * 1024 * 1024;

const secrets = [process.env.WEBHOOK_SECRET, process.env.WEBHOOK_SECRET_OLD].filter(
  (secret) => secret !== undefined && secret !== '',
) as readonly string[];
if (secrets.length === 0) throw new Error('WEBHOOK_SECRET is not set');

/** The body byte by byte: parsed and printed again, it would be another one. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const isSigned = async (secret: string, headers: IncomingHttpHeaders, body: string): Promise<boolean> => {
  if (headers['webhook-signature'] === undefined) {
    return verify(secret, body, String(headers['x-hub-signature-256'])).catch(() => false);
  }
  // A full stop would let the id take over a part of the timestamp.
  if (!/^[^.]+$/.test(String(headers['webhook-id']))) return false;
  if (!/^\d+$/.test(String(headers['webhook-timestamp']))) return false;
  try {
    // Refuses, too, what was signed more than 5 minutes ago.
    new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
};

const server = createServer((request, response) => {
  const answer = async (): Promise<number> => {
    const body = await readBody(request);
    if (body === undefined) return 413;
    const text = body.toString();
    // What is not UTF-8 would be another body as text.
    if (!Buffer.from(text).equals(body)) return 400;
    const signed = await Promise.all(secrets.map((secret) => isSigned(secret, request.headers, text)));
    if (!signed.includes(true)) return 401;
    const id = request.headers['webhook-id'] ?? request.headers['x-github-delivery'];
    // Here begins your part: keep it, answer, then work.
    process.stdout.write(`received ${String(id)}, ${body.length} bytes\n`);
    return 204;
  };
  answer().then(
    (status) => response.writeHead(status).end(),
    () => response.destroy(),
  );
});

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listens at ${JSON.stringify(server.address())}\n`);
});
