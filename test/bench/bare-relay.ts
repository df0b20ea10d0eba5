import { createHmac, createSign, timingSafeEqual } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';

// The least that a relay can do: check the signature, parse, send the dispatch, and keep nothing. What it takes is the time of
// the network, of Node and of GitHub, which no relay can be below.

const API = `http://${process.env.GHE_HOST ?? ''}/api/v3`;
const agent = new Agent({ keepAlive: true });

interface Push {
  readonly ref: string;
  readonly after: string;
  readonly repository: { readonly full_name: string };
  readonly installation: { readonly id: number };
}

const read = async (stream: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const post = (path: string, authorization: string, body: unknown): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { authorization, 'user-agent': 'bare-relay', 'content-type': 'application/json' };
    request(API + path, { method: 'POST', headers, agent }, (answer) => {
      read(answer).then(resolve, reject);
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const appToken = (): string => {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iat: now - 30, exp: now + 500, iss: process.env.APP_ID };
  const text = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${text}.${createSign('RSA-SHA256')
    .update(text)
    .sign(process.env.PRIVATE_KEY ?? '', 'base64url')}`;
};

const tokens = new Map<number, Promise<string>>();
const tokenOf = (installation: number): Promise<string> => {
  const ask = async (): Promise<string> => {
    const text = await post(`/app/installations/${installation}/access_tokens`, `Bearer ${appToken()}`, {});
    return (JSON.parse(text) as { readonly token: string }).token;
  };
  const token = tokens.get(installation) ?? ask();
  tokens.set(installation, token);
  return token;
};

const isSigned = (body: string, signature: unknown): boolean => {
  const right = createHmac('sha256', process.env.WEBHOOK_SECRET ?? '')
    .update(body)
    .digest('hex');
  return timingSafeEqual(Buffer.from(`sha256=${right}`), Buffer.from(String(signature)));
};

const relay = async (incoming: IncomingMessage): Promise<number> => {
  const body = await read(incoming);
  if (incoming.method !== 'POST') return 200;
  if (!isSigned(body, incoming.headers['x-hub-signature-256'])) return 401;
  const { ref, after, repository, installation } = JSON.parse(body) as Push;
  const token = await tokenOf(installation.id);
  await post(`/repos/${repository.full_name.replace('app-', 'hub-')}/dispatches`, `token ${token}`, {
    event_type: 'push',
    client_payload: { repository: repository.full_name, ref, sha: after },
  });
  return 200;
};

createServer((incoming, answer) => {
  relay(incoming).then(
    (status) => answer.writeHead(status).end(),
    (error: unknown) => answer.writeHead(500).end(String(error)),
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
