import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, useBrowser } from '../build/guest.ts';
import { openSetUpStage, type SetUpStage } from '../build/set-up-stage.ts';
import { lookAt } from './look-at.ts';

const open = useBrowser();
let stage: SetUpStage;
beforeAll(async () => {
  stage = await openSetUpStage();
});
afterAll(() => stage.close());

describe('setting up, in a browser', () => {
  it('is sound in every look, and leads through GitHub to what to do next', async () => {
    const origin = `http://127.0.0.1:${stage.server.port}`;
    const { page } = await open({ origin, others: [`http://${stage.sandbox.host}`] });
    await lookAt(page, 'set-up', '/probot');
    await lookAt(page, 'set-up-wrong', '/probot?name=&organisation=a/b&webhooks=direct&address=x');
    await lookAt(page, 'set-up-import', '/probot/import');

    await page.goto('/');
    await page.getByLabel('Name of the App').fill('Relay of acme');
    await page.getByLabel('Organisation that owns it').fill('acme');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'Register GitHub App' }).click();
    await page.getByRole('button', { name: 'Create GitHub App' }).click();
    await page.getByRole('heading', { name: 'Hub Relay is starting' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await expectAccessible(page);

    // The page sees by itself how it goes on.
    stage.server.progress.phase = 'running';
    await stage.server.check();
    await page.getByRole('heading', { name: 'Hub Relay is running' }).waitFor();
    stage.server.progress.findings = [
      { check: 'settings', level: 'ok', text: 'every variable can be used' },
      { check: 'clock', level: 'warn', text: 'it is late', remedy: 'Look at it.' },
      { check: 'installations', level: 'fail', text: 'the App is installed nowhere', remedy: 'Install it.' },
    ];
    await lookAt(page, 'set-up-running', '/probot/success');
    await page.getByRole('link', { name: 'Install Relay of acme' }).waitFor();
  });
});
