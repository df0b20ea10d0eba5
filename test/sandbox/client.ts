import { createSign } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type App, type Installation } from '../../src/sandbox/installation.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface CallOptions {
  readonly authorization?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One plain request; redirects are not followed. */
export const call = async (sandbox: Sandbox, request: string, options: CallOptions = {}): Promise<Reply> => {
  const [method = 'GET', path = '/'] = request.split(' ');
  const text = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(sandbox.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(options.authorization !== undefined && { authorization: options.authorization }),
      ...options.headers,
    },
    ...(text !== undefined && { body: text }),
  });
  const answered = await response.text();
  const isJson =
    answered !== '' && (response.headers.get('content-type') ?? '').startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    text: answered,
    body: isJson ? JSON.parse(answered) : undefined,
  };
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT that is right but for the claims given; one that is undefined is left out. */
export const signJwt = (sandbox: Sandbox, app: App, claims: object = {}, key = app.privateKey): string => {
  const now = Math.floor(sandbox.clock() / 1000);
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 60, exp: now + 500, iss: app.id, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
};

export const asApp = (sandbox: Sandbox, app: App): string => `Bearer ${signJwt(sandbox, app)}`;

/** A new installation token as a value for `authorization`. @throws when it is refused. */
export const asInstallation = async (
  sandbox: Sandbox,
  installation: Installation,
  body?: object,
): Promise<string> => {
  const path = `POST /app/installations/${installation.id}/access_tokens`;
  const authorization = asApp(sandbox, installation.app);
  const reply = await call(sandbox, path, { authorization, ...(body && { body }) });
  if (reply.status !== 201) throw new Error(reply.text);
  return `token ${String(reply.body.token)}`;
};

/** The client that the App itself uses. */
export const octokit = (sandbox: Sandbox, { app, id }: Installation): Octokit =>
  new Octokit({
    authStrategy: createAppAuth,
    auth: { appId: app.id, privateKey: app.privateKey, installationId: id },
    baseUrl: sandbox.url,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
