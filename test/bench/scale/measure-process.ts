import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EVENT_NAMES } from '../../../src/core/event.ts';
import { NEEDED_PERMISSIONS } from '../../../src/core/permissions.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { SECRET } from '../bench-app.ts';
import { startTalkingRelay } from '../talking-relay.ts';
import { usageOf } from '../usage.ts';
import { BODY_BYTES } from './measure-flow.ts';
import { payloadOf } from './payloads.ts';

const OWNERS = 20;
const CONFIG = '.github/hub-relay.yml';
/** Events without a route, and pushes that are each sent to a hub; no more for each owner than the pace lets go at once. */
const UNROUTED = 3_000;
const ROUTED = OWNERS * 50;

/** Milliseconds of CPU of the whole process for each event that fires nothing, and for each that is sent; bytes at rest. */
export interface WholeProcess {
  readonly perEvent: number;
  readonly perSent: number;
  readonly idle: number;
}

/** Hub Relay as it is started, before a GitHub on localhost: webhooks in by HTTP, dispatches out by HTTP. */
export const measureProcess = async (): Promise<WholeProcess> => {
  const sandbox = await startSandbox();
  const owners = Array.from({ length: OWNERS }, (_, at) => `owner-${at}`);
  for (const owner of owners) {
    sandbox.createRepository({
      fullName: `${owner}/app`,
      files: { [CONFIG]: `notify: [{ hub: ${owner}/docs, on: push }]` },
    });
    sandbox.createRepository({
      fullName: `${owner}/docs`,
      files: { [CONFIG]: `accept: [{ from: ${owner}/app }]` },
    });
  }
  const app = sandbox.createApp({
    name: 'Bench',
    events: EVENT_NAMES,
    permissions: NEEDED_PERMISSIONS,
    webhookSecret: SECRET,
  });
  const lanes = owners.map((owner) => sandbox.install(app, owner).id);
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-scale-'));
  const databaseUrl = `file:${join(folder, 'relay.db')}`;
  const { child, url } = await startTalkingRelay({ app, host: sandbox.host, databaseUrl });
  const { pid = 0 } = child;
  try {
    await delay(1_000);
    const idle = usageOf(pid).memory * 1_000_000;
    const repositoryOf = (count: number) => {
      const at = count % OWNERS;
      const { id } = sandbox.repository(`owner-${at}/app`);
      return { id, fullName: `owner-${at}/app`, installationId: lanes[at] ?? 0 };
    };
    const post = async (kind: 'push' | 'issues', count: number): Promise<void> => {
      const what =
        kind === 'push'
          ? ({ kind, branch: `branch-${count}`, isForced: false } as const)
          : ({ kind, action: 'opened', number: 1 } as const);
      const repository = {
        ...repositoryOf(count),
        visibility: 'public',
        archived: false,
        defaultBranch: 'main',
      } as const;
      const payload = { ...payloadOf(what, repository, Date.now()), padding: '' };
      payload.padding = 'x'.repeat(BODY_BYTES - JSON.stringify(payload).length);
      const body = JSON.stringify(payload);
      const signature = createHmac('sha256', SECRET).update(body).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-event': kind,
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${signature}`,
      };
      const { status } = await fetch(url, { method: 'POST', headers, body });
      if (status !== 200) throw new Error(`a webhook was answered ${status}`);
    };
    const many = async (kind: 'push' | 'issues', total: number): Promise<void> => {
      let count = 0;
      const one = async (): Promise<void> => {
        while (count < total) {
          count += 1;
          await post(kind, count);
        }
      };
      await Promise.all(Array.from({ length: 16 }, one));
    };
    const sent = (): number =>
      owners.reduce((sum, owner) => sum + sandbox.repository(`${owner}/docs`).dispatches.length, 0);
    /** Until it has nothing left to do: what it keeps for later (the seal of the audit log) is counted too. */
    const rest = async (): Promise<void> => {
      for (let last = -1, now = usageOf(pid).cpu; now > last + 20; now = usageOf(pid).cpu) {
        last = now;
        await delay(2_000);
      }
    };

    await many('issues', 500);
    await rest();
    const before = usageOf(pid).cpu;
    await many('issues', UNROUTED);
    await rest();
    const between = usageOf(pid).cpu;
    await many('push', ROUTED);
    const giveUpAt = Date.now() + 120_000;
    while (sent() < ROUTED) {
      await delay(200);
      if (Date.now() > giveUpAt) throw new Error(`only ${sent()} of ${ROUTED} arrived`);
    }
    await rest();
    return {
      perEvent: (between - before) / UNROUTED,
      perSent: (usageOf(pid).cpu - between) / ROUTED,
      idle,
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
