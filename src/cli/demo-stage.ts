import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_NAMES, UPKEEP_NAMES } from '../core/event.ts';
import { NEEDED_PERMISSIONS } from '../core/permissions.ts';
import { createLog } from '../log.ts';
import { type Sandbox } from '../sandbox/sandbox.ts';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { serve, type Service } from '../serve.ts';
import { readSettings } from '../settings.ts';

export const HUB_FILE = `accept:
  - from: acme/captures
subscribe:
  - from: [acme/*, '!acme/captures']
    on:
      issues: { types: [opened] }
      pull_request: { types: [closed], paths: ['api/**'] }
      workflow_run: { workflows: [Build], types: [completed], branches: [main] }
    event-type: component-updated
`;

export const SPOKE_FILE = `notify:
  - hub: acme/docs
    on:
      push: { branches: [main], paths: ['docs/**'] }
      release: { types: [published] }
    if: "!contains(github.event.head_commit.message, '[skip hub]')"
`;

/** The same words to a hub that never agreed to hear them. */
const STRANGER_FILE = `notify:
  - hub: acme/docs
    on: push
`;

export interface DemoStage {
  readonly sandbox: Sandbox;
  readonly service: Service;
  close(): Promise<void>;
}

const SECRET = 'demo-webhook-secret';
const PATH = '.github/hub-relay.yml';

/** A GitHub on localhost with one hub and three spokes, and Hub Relay as `hub-relay start` runs it. */
export const openStage = async (): Promise<DemoStage> => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-relay-demo-'));
  const sandbox = await startSandbox();
  sandbox.createRepository({ fullName: 'acme/docs', files: { [PATH]: HUB_FILE } });
  sandbox.createRepository({ fullName: 'acme/captures', files: { [PATH]: SPOKE_FILE } });
  sandbox.createRepository({ fullName: 'acme/player' });
  sandbox.createRepository({ fullName: 'stranger/tool', files: { [PATH]: STRANGER_FILE } });
  const app = sandbox.createApp({
    name: 'Hub Relay',
    permissions: NEEDED_PERMISSIONS,
    events: [...EVENT_NAMES, ...UPKEEP_NAMES],
    webhookSecret: SECRET,
  });
  sandbox.install(app, 'acme');
  sandbox.install(app, 'stranger');

  const { settings } = readSettings({
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: SECRET,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'demo.db')}`,
  });
  const { credentials } = settings;
  if (!credentials) throw new Error('the sandbox made an App without credentials');
  const log = await createLog({ level: 'warn', format: 'pretty', secrets: [app.privateKey, SECRET] });
  const service = await serve({ settings: { ...settings, credentials }, log });
  sandbox.setWebhook(app, `${service.url}${settings.webhookPath}`);
  return {
    sandbox,
    service,
    close: async () => {
      await service.stop();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
