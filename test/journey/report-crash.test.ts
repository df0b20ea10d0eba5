import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RelayProcess } from '../build/process.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const REFUSED = {
  status: 422,
  body: { message: 'Invalid request.', documentation_url: 'https://docs.github.com/rest', status: '422' },
};

let stage: Stage;
let relay: RelayProcess;
beforeEach(async () => {
  stage = await Stage.empty({
    prepare: (sandbox) => {
      sandbox.createRepository({
        fullName: 'acme/app',
        files: { [CONFIG]: 'notify: [{ hub: acme/docs, on: push, report: true, on-failure: issue }]' },
      });
      sandbox.createRepository({
        fullName: 'acme/docs',
        files: { [CONFIG]: 'accept: [{ from: acme/app }]' },
      });
    },
  });
});
afterEach(async () => {
  await relay.kill('SIGKILL');
  await stage.close();
});

const start = async (): Promise<void> => {
  relay = new RelayProcess(['start'], stage.env());
  stage.sandbox.setWebhook(stage.app, await relay.webhookUrl());
};

/** The process dies at the moment in which GitHub makes what it asked for, and never learns its number. */
const killedAt = (path: RegExp): Promise<void> =>
  new Promise((resolve) => {
    stage.sandbox.faults.add({
      method: 'POST',
      path,
      answer: () => {
        void relay.kill('SIGKILL').then(() => resolve());
        return 'reset-after';
      },
    });
  });

describe('kill -9 while something is made on GitHub', () => {
  it('leaves one check run and one issue, which are brought up to date afterwards', async () => {
    stage.sandbox.faults.add({ method: 'POST', path: /dispatches$/, answer: REFUSED });
    const app = stage.sandbox.repository('acme/app');
    await start();
    for (const path of [/check-runs$/, /acme\/app\/issues$/]) {
      const killed = killedAt(path);
      if (app.checkRuns.length === 0) await stage.sandbox.push('acme/app');
      await killed;
      await start();
    }
    await until(() => {
      expect(app.checkRuns).toMatchObject([{ output: { title: 'could not be told' } }]);
      expect([...app.issues.values()]).toMatchObject([{ state: 'open' }]);
      expect(app.checkRuns[0]!.updates + app.issues.size).toBeGreaterThan(1);
    });
    await stage.sandbox.push('acme/app');
    await until(() => expect([...app.issues.values()]).toMatchObject([{ state: 'closed' }]));
    expect(app.checkRuns).toHaveLength(2);
  });
});
