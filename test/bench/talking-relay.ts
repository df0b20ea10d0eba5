import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../build/free-port.ts';
import { SECRET } from './bench-app.ts';

export interface TalkingRelay {
  readonly child: ChildProcess;
  /** Where it takes webhooks. */
  readonly url: string;
}

export interface TalkingRelayOptions {
  readonly app: { readonly id: number; readonly privateKey: string };
  /** Of the GitHub on localhost. */
  readonly host: string;
  readonly databaseUrl: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Hub Relay as a process of its own, logging as it does by default. Resolves when it has read all that GitHub has. */
export const startTalkingRelay = async ({
  app,
  host,
  databaseUrl,
  env = {},
}: TalkingRelayOptions): Promise<TalkingRelay> => {
  const port = await freePort();
  const child = spawn(process.execPath, [new URL('../../src/main.ts', import.meta.url).pathname, 'start'], {
    env: {
      PATH: process.env.PATH,
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      PORT: String(port),
      GHE_HOST: host,
      GHE_PROTOCOL: 'http',
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await says(child, 'configuration is up to date with GitHub');
  return { child, url: `http://127.0.0.1:${port}/api/github/webhooks` };
};

const says = async (child: ChildProcess, words: string): Promise<void> => {
  let text = '';
  // Also afterwards, or it would wait for somebody who reads what it says.
  child.stdout?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-10_000);
  });
  while (!text.includes(words)) {
    if (child.exitCode !== null) throw new Error(`Hub Relay ended before it said "${words}": ${text}`);
    await delay(50);
  }
};
