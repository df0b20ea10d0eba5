import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { expectNoSecrets, isSaid, isSecret } from './said.ts';
import { until } from './until.ts';
import { EVENT_NAMES, UPKEEP_NAMES } from '../../src/core/event.ts';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { type RelayOptions } from '../../src/compose.ts';
import { type Notification } from '../../src/flow/notification-ports.ts';
import { type StoredEvent } from '../../src/flow/ports.ts';
import { createLog } from '../../src/log.ts';
import { type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { serve, type ServeOptions, type Service } from '../../src/serve.ts';
import { type Environment, readSettings } from '../../src/settings.ts';
import { githubContract } from '../contract/openapi.ts';

export const CONFIG = '.github/hub-relay.yml';
export const SECRET = 'a-webhook-secret-for-tests';

export interface StageOptions {
  readonly sandbox?: SandboxOptions;
  readonly clock?: RelayOptions['clock'];
  /** Prepares repositories and files before the App is installed. */
  readonly prepare: (sandbox: Sandbox) => void;
  readonly owners?: readonly string[];
  /** Beside what it needs to run. */
  readonly env?: Environment;
  readonly limits?: ServeOptions['limits'];
  readonly onFailed?: ServeOptions['onFailed'];
  /** Settings that no environment for this stage could have: GitHub is on localhost here. */
  readonly settings?: Partial<ServeOptions['settings']>;
}

/** The least that there is to relay: acme/app notifies acme/docs of each push, and acme/docs accepts it. */
export const aSpokeAndItsHub = (sandbox: Sandbox): void => {
  sandbox.createRepository({
    fullName: 'acme/app',
    files: { [CONFIG]: 'notify: [{ hub: acme/docs, on: push }]' },
  });
  sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG]: 'accept: [{ from: acme/app }]' } });
};

/** A GitHub on localhost held against GitHub's own description, and Hub Relay before it, as a user runs it. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly app: ReturnType<Sandbox['createApp']>;
  readonly installations = new Map<string, ReturnType<Sandbox['install']>>();
  readonly folder = mkdtempSync(join(tmpdir(), 'hub-relay-journey-'));
  readonly lines: string[] = [];
  readonly #violations: readonly string[];
  readonly #options: StageOptions;
  service: Service | undefined;

  private constructor(sandbox: Sandbox, violations: readonly string[], options: StageOptions) {
    this.sandbox = sandbox;
    this.#violations = violations;
    this.#options = options;
    options.prepare(sandbox);
    this.app = sandbox.createApp({
      name: 'Hub Relay',
      permissions: NEEDED_PERMISSIONS,
      events: [...EVENT_NAMES, ...UPKEEP_NAMES],
      webhookSecret: SECRET,
    });
    isSecret(this.app.privateKey);
    isSecret(SECRET);
    isSecret(this.app.clientSecret);
    isSaid('the log', () => this.lines.join(''));
    for (const owner of options.owners ?? ['acme'])
      this.installations.set(owner, sandbox.install(this.app, owner));
  }

  /** Everything but Hub Relay itself: for journeys that start it as a process. */
  static async empty(options: StageOptions): Promise<Stage> {
    const contract = githubContract();
    const violations: string[] = [];
    const sandbox = await startSandbox({
      ...options.sandbox,
      onExchange: (exchange) => {
        if (exchange.status !== 0) violations.push(...contract.check(exchange));
      },
    });
    return new Stage(sandbox, violations, options);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const stage = await Stage.empty(options);
    await stage.start();
    return stage;
  }

  /** The environment in which a user would start it. */
  env(changes: Environment = {}): Record<string, string> {
    return {
      APP_ID: String(this.app.id),
      PRIVATE_KEY: this.app.privateKey,
      WEBHOOK_SECRET: SECRET,
      GHE_HOST: this.sandbox.host,
      GHE_PROTOCOL: 'http',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      DATABASE_URL: `file:${join(this.folder, 'relay.db')}`,
      ...(this.#options.env as Record<string, string> | undefined),
      ...(changes as Record<string, string>),
    };
  }

  /** `changes` are to the environment. */
  async start(changed: Environment = {}): Promise<void> {
    const from = this.lines.length;
    const { settings, problems } = readSettings(this.env(changed));
    expect(problems).toEqual([]);
    const log = await createLog({
      level: 'debug',
      format: 'json',
      secrets: [this.app.privateKey, SECRET],
      write: (line) => void this.lines.push(line),
    });
    const { clock, limits, onFailed, settings: changes } = this.#options;
    this.service = await serve({
      settings: { ...settings, credentials: settings.credentials!, ...changes },
      log,
      ...(clock && { clock }),
      ...(limits && { limits }),
      ...(onFailed && { onFailed }),
    });
    this.sandbox.setWebhook(this.app, this.webhookUrl);
    await this.says('configuration is up to date with GitHub', from);
  }

  async stop(): Promise<void> {
    await this.service?.stop();
    this.service = undefined;
  }

  /** Stops everything, and fails the test for every exchange that GitHub's description does not allow, and every secret. */
  async close(): Promise<void> {
    await this.#readPages();
    await this.stop();
    await this.sandbox.stop();
    for (const name of readdirSync(this.folder).filter((each) => each.startsWith('relay.db')))
      expectNoSecrets(name, readFileSync(join(this.folder, name), 'latin1'));
    // A webhook is made with its secret, and a token revoked by naming it: that GitHub has to know.
    const written = this.sandbox.exchanges.filter(
      ({ method, path }) => method !== 'GET' && !/\/(hooks|token)$/.test(path),
    );
    expectNoSecrets('what was written on GitHub', JSON.stringify(written.map((one) => one.requestBody)));
    rmSync(this.folder, { recursive: true, force: true });
    expect([...new Set(this.#violations)]).toEqual([]);
    expect(this.sandbox.violations).toEqual([]);
  }

  async #readPages(): Promise<void> {
    if (!this.service) return;
    for (const path of ['/', '/healthz', '/readyz', '/probot', '/api/github/webhooks', '/nothing'])
      expectNoSecrets(path, await (await fetch(this.service.url + path)).text());
  }

  get store(): Service['relay']['store'] {
    return this.service!.relay.store;
  }

  get webhookUrl(): string {
    return `${this.service!.url}/api/github/webhooks`;
  }

  /** Until a log line holds these words; `from` is how many lines to pass over. */
  async says(message: string, from = 0): Promise<void> {
    await until(() => {
      const lines = this.lines.slice(from);
      if (lines.some((line) => line.includes(message))) return;
      throw new Error(`no line says "${message}"; the last ones are:\n${lines.slice(-20).join('')}`);
    });
  }

  /** Until this event is planned, and each of its notifications is in one of these states. */
  async settled(
    guid: string | undefined,
    states: readonly string[] = ['delivered', 'refused', 'dead'],
  ): Promise<{ event: StoredEvent; notifications: readonly Notification[] }> {
    return until(async () => {
      const event = await this.store.events.find(guid ?? '');
      if (!event) throw new Error(`event ${guid ?? ''} is not on record`);
      expect(['planned', 'rejected']).toContain(event.state);
      const notifications = await this.store.notifications.list({ eventId: event.id, limit: 1000 });
      expect(notifications.map(({ state }) => state).filter((state) => !states.includes(state))).toEqual([]);
      return { event, notifications };
    });
  }

  dispatches(
    fullName: string,
  ): readonly { eventType: string; clientPayload: Readonly<Record<string, unknown>> }[] {
    return this.sandbox.repository(fullName).dispatches;
  }
}
