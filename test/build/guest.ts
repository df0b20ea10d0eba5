import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterEach, beforeAll, expect, inject } from 'vitest';

export const DESK_SIZE = { width: 1280, height: 800 };
export const PHONE_SIZE = { width: 360, height: 740 };

/** In both colour schemes and on a phone. */
export const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: DESK_SIZE },
  { name: 'dark', colorScheme: 'dark', viewport: DESK_SIZE },
  { name: 'phone', colorScheme: 'light', viewport: PHONE_SIZE },
] as const;

/** Tells what a page must never do, as soon as it does it; what is hostile calls `hit`. */
const TELL = `addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, blockedURI, sample }) =>
  tell('against ' + violatedDirective + ': ' + blockedURI + ' ' + sample + ' in ' + sourceFile));`;

/** A browser of one's own: cookies, storage and all. `wrongs` is what a page did that none may ever do. */
export interface Guest {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wrongs: string[];
}

export interface GuestOptions extends BrowserContextOptions {
  /** "http://127.0.0.1:PORT", all that it may ask, but for these others. */
  readonly origin: string;
  readonly others?: readonly string[];
}

/**
 * Guests of the one Chromium, for the tests of one file; they go when the tests are over, and fail the test in which a page
 * of theirs did what none may.
 */
export const useBrowser = (): ((options: GuestOptions) => Promise<Guest>) => {
  let browser: Browser;
  const guests: Guest[] = [];
  beforeAll(async () => {
    const found = inject('chromium');
    if ('problem' in found) throw new Error(found.problem);
    browser = await chromium.connect(found.endpoint);
    return () => browser.close();
  });
  afterEach(() => {
    for (const { wrongs } of guests) expect(wrongs.splice(0)).toEqual([]);
  });
  return async ({ origin, others = [], ...options }) => {
    const context = await browser.newContext({ baseURL: origin, viewport: DESK_SIZE, ...options });
    const wrongs: string[] = [];
    await context.exposeFunction('hit', (what: string) => void wrongs.push(`hostile text ran: ${what}`));
    await context.exposeFunction('tell', (what: string) => void wrongs.push(what));
    await context.addInitScript(TELL);
    watch(context, [origin, ...others], wrongs);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const guest = { context, page, wrongs };
    guests.push(guest);
    return guest;
  };
};

/** An answer of a page's own is no wrong, whatever its status; one of what it loads is. */
const watch = (context: BrowserContext, origins: readonly string[], wrongs: string[]): void => {
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !origins.includes(new URL(request.url()).origin))
      wrongs.push(`asked ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.request().resourceType() !== 'document' && response.status() >= 400)
      wrongs.push(`${response.status()} for ${response.url()}`);
  });
  context.on('console', (message) => {
    if (
      ['error', 'warning'].includes(message.type()) &&
      !/the server responded with a status of/.test(message.text())
    )
      wrongs.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => void wrongs.push(`uncaught: ${error.error().message}`));
  context.on('dialog', (dialog) => {
    wrongs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** By the debugger's door, which no Content-Security-Policy closes: the page is as it is served. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(AXE);
  const violations: readonly Violation[] = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => ({ html: html.slice(0, 300), failureSummary })) })))`,
  );
  expect(violations, page.url()).toEqual([]);
};
