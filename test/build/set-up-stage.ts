import { request } from 'node:http';
import { createLog } from '../../src/log.ts';
import { openSetUp, type SetUpParts, type SetUpServer } from '../../src/serve/set-up.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type Environment, readSettings } from '../../src/settings.ts';
import { isSaid, isSecret } from './said.ts';
import { Visitor } from './visitor.ts';

/** A set-up page before a GitHub on localhost, both in this process. */
export interface SetUpStage {
  readonly sandbox: Sandbox;
  readonly server: SetUpServer;
  /** Somebody at the machine itself. */
  readonly visitor: Visitor;
  /** What was kept, in order. */
  readonly kept: Readonly<Record<string, string>>[];
  /** Those printed. */
  readonly codes: string[];
  readonly close: () => Promise<void>;
}

export const openSetUpStage = async (
  env: Environment = {},
  parts: Partial<SetUpParts> = {},
): Promise<SetUpStage> => {
  const sandbox = await startSandbox();
  sandbox.createAccount('mia', 'User');
  sandbox.createAccount('acme', 'Organization');
  const { settings } = readSettings({
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  });
  const lines: string[] = [];
  isSaid('the log of a set-up', () => lines.join(''));
  const log = await createLog({
    level: 'debug',
    format: 'json',
    secrets: [],
    write: (line) => void lines.push(line),
  });
  const kept: Readonly<Record<string, string>>[] = [];
  const codes: string[] = [];
  const server = await openSetUp({
    settings,
    log,
    channel: () => Promise.resolve(settings.webhookProxyUrl),
    keep: (values) => {
      kept.push(values);
      for (const name of ['PRIVATE_KEY', 'WEBHOOK_SECRET', 'GITHUB_CLIENT_SECRET'])
        if (values[name] !== undefined) isSecret(values[name]);
      return { path: '/somewhere/.env' };
    },
    onCode: (code) => void codes.push(code),
    examine: () => Promise.resolve([{ check: 'settings', level: 'ok', text: 'every variable can be used' }]),
    ...parts,
  });
  return {
    sandbox,
    server,
    visitor: new Visitor(`http://127.0.0.1:${server.port}`),
    kept,
    codes,
    close: async () => {
      await server.stop();
      await sandbox.stop();
    },
  };
};

/** With headers that no fetch sends. */
export const askAs = (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on('error', reject).end();
  });
