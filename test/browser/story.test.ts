import { type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { freePort } from '../build/free-port.ts';
import { DESK_SIZE, useBrowser } from '../build/guest.ts';
import { expectReachableByTab } from '../build/in-page.ts';
import { isSecret } from '../build/said.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { lookAt } from './look-at.ts';

const open = useBrowser();
let stage: Stage;
let url: string;
let page: Page;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  stage = await Stage.empty({
    prepare: (sandbox) => {
      aSpokeAndItsHub(sandbox);
      sandbox.createAccount('Ada', 'User');
    },
  });
  stage.app.callbackUrls = [`${url}/sign-in/callback`];
  await stage.start({
    PORT: String(port),
    PUBLIC_URL: url,
    GITHUB_CLIENT_ID: stage.app.clientId,
    GITHUB_CLIENT_SECRET: stage.app.clientSecret,
    OPERATORS: 'ada',
  });
  ({ page } = await open({ origin: url, others: [`http://${stage.sandbox.host}`], reducedMotion: 'reduce' }));
});
afterAll(() => stage.close());

const dispatches = () => stage.dispatches('acme/docs').length;

const link = async (): Promise<string> => {
  const said: string[] = [];
  const terminal = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
  };
  expect(await runCommand(['node', 'hub-relay', 'dashboard'], stage.env({ PUBLIC_URL: url }), terminal)).toBe(
    0,
  );
  const [found = ''] = /http\S+#\S+/.exec(said.join('\n')) ?? [];
  isSecret(found.split('#')[1] ?? '');
  return found;
};

describe('an operator', () => {
  it('finds the way in, however they look at it', async () => {
    await lookAt(page, 'sign-in', '/sign-in');
    await expectReachableByTab(page);
    await page.setViewportSize(DESK_SIZE);
  });

  it('signs in by the link of the command line, which is gone from the address', async () => {
    await page.goto('/notifications?state=dead');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.goto(await link());
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor({ state: 'attached' });
    expect(page.url()).toBe(`${url}/`);
  });

  it('sees on the open page what was delivered', async () => {
    await stage.sandbox.push('acme/app');
    await page.locator('#newest').getByText('acme/docs').first().waitFor();
    await page.locator('#newest').getByText('delivered').first().waitFor();
    expect(dispatches()).toBe(1);
  });

  it('finds it by mouse, and replays it', async () => {
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Notifications' })
      .click();
    await page.getByLabel('Text').fill('nothing-like-it');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Nothing matches').waitFor();
    await page.getByLabel('Text').fill('acme/docs');
    await page.getByRole('checkbox', { name: 'delivered' }).check();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('checkbox', { name: /^Select component-updated|^Select push/ }).check();
    await page.getByRole('button', { name: /^Replay selected/ }).click();
    await page.getByRole('heading', { name: 'Replayed' }).waitFor();
    await until(() => expect(dispatches()).toBe(2));
  });

  it('finds it by keyboard, and replays it', async () => {
    await page.goto('/notifications');
    await tabTo('Text');
    await page.keyboard.type('acme/app');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=acme/);
    await tabTo(/acme\/app → acme\/docs/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/notifications\/[\w-]{36}/);
    await tabTo('Replay');
    await page.keyboard.press('Space');
    await page.waitForURL(/\/notifications\/replayed/);
    await until(() => expect(dispatches()).toBe(3));
    await tabTo(/acme\/app → acme\/docs/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/notifications\/[\w-]{36}/);
    await until(async () => {
      await page.reload();
      expect(await page.locator('main').innerText()).toMatch(/Attempt 3\s+delivered/);
    });
  });

  it('tries a file, and shares the trial', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'release' }).click();
    await page.getByLabel('File of the spoke').fill('notify: [{ hub: acme/docs, on: push }]');
    const result = page.locator('#result');
    await result
      .getByText('No route fires')
      .or(result.getByText(/0 of 1/))
      .first()
      .waitFor();
    await page.getByLabel('File of the spoke').fill('notify: [{ hub: acme/docs, on: release }]');
    await result.getByText(/1 of 1 route fires/).waitFor();
    const href = await page.getByRole('link', { name: /link to this trial/ }).getAttribute('href');
    await page.goto('/');
    await page.goto(href!);
    await result.getByText(/1 of 1 route fires/).waitFor();
    expect(await page.getByLabel('File of the spoke').inputValue()).toContain('on: release');
    // No server saw what was shared.
    expect(new URL(page.url()).hash).toBe('');
  });

  it('signs out, and in again with GitHub', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/notifications');
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Authorize as Ada' }).click();
    await page.waitForURL(`${url}/notifications`);
    expect(await page.locator('header').innerText()).toMatch(/Ada\s+operator/);
  });
});

/** Presses Tab until the focus is where this is the accessible name. */
const tabTo = async (name: string | RegExp): Promise<void> => {
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(
      `(() => { const element = document.activeElement; return element.labels?.[0]?.innerText ?? element.getAttribute('aria-label') ?? element.innerText; })()`,
    );
    const isIt =
      typeof name === 'string'
        ? focused.trim() === name
        : name.test(focused) && !focused.startsWith('Select');
    if (isIt) return;
  }
  throw new Error(`Tab does not reach ${String(name)}.`);
};
