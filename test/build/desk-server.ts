import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { getCookie } from 'hono/cookie';
import { type BrowserContextOptions, type Page } from 'playwright-core';
import { beforeAll } from 'vitest';
import { indexOfStore } from '../../src/cli/index-of-store.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createDesk } from '../../src/web/desk/desk.ts';
import { type Viewer } from '../../src/web/desk/viewer.ts';
import { type useBrowser } from './guest.ts';
import { APP, DeskRecord, DOCS, GONE, SECRET, SITE, type Words } from './desk-record.ts';

const ALL = [APP, SECRET, DOCS, SITE, GONE];
const PUBLIC = ALL.filter((id) => id !== SECRET);

/** By the cookie `as`. Ada can read acme/secret, Bob cannot. */
export const VIEWERS = {
  operator: { isOperator: true, actor: 'link', name: 'operator' },
  ada: {
    isOperator: false,
    actor: 'github:ada',
    name: 'ada',
    readable: new Set(ALL),
    writable: new Set(ALL),
  },
  bob: {
    isOperator: false,
    actor: 'github:bob',
    name: 'bob',
    readable: new Set(PUBLIC),
    writable: new Set(PUBLIC),
  },
} as const satisfies Readonly<Record<string, Viewer>>;
export type ViewerName = keyof typeof VIEWERS;

/** The pages on a server of their own, over a store in memory. */
export interface DeskServer {
  readonly url: string;
  readonly store: Store;
  readonly record: DeskRecord;
  /** Tells all open pages that something changed. */
  readonly change: () => void;
  readonly close: () => Promise<void>;
}

export const startDesk = async ({
  words,
  isEmpty = false,
}: { readonly words?: Words; readonly isEmpty?: boolean } = {}): Promise<DeskServer> => {
  const store = await openStore('file::memory:');
  const record = new DeskRecord(store, words);
  if (!isEmpty) await record.fill();
  const index = await indexOfStore(store);
  const listeners = new Set<() => void>();
  const desk = createDesk({
    store,
    index,
    sessions: {
      viewerOf: (context) =>
        Promise.resolve(VIEWERS[(getCookie(context, 'as') ?? '') as ViewerName] as Viewer | undefined),
    },
    urls: {
      server: 'https://github.com',
      api: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
    },
    clock: { now: Date.now, random: Math.random },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    addEntrance: (app) => void app.get('/sign-in', (context) => context.text('Sign in')),
    changed: () => undefined,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  const listener = getRequestListener(desk.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    record,
    change: () => {
      for (const listener of listeners) listener();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await store.close();
    },
  };
};

/** One for the tests of a file. */
export const useDesk = (options?: Parameters<typeof startDesk>[0]): (() => DeskServer) => {
  let desk: DeskServer;
  beforeAll(async () => {
    desk = await startDesk(options);
    return () => desk.close();
  });
  return () => desk;
};

/** A page for the tests of a file, signed in; tests that follow each other have it as the one before left it. */
export const useDeskPage = (
  open: ReturnType<typeof useBrowser>,
  desk: () => DeskServer,
  viewer: ViewerName,
  options?: BrowserContextOptions,
): (() => Page) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await open({ origin: desk().url, ...options }));
    await signInAs(page, viewer, desk().url);
  });
  return () => page;
};

const signInAs = (page: Page, viewer: ViewerName, url: string): Promise<void> =>
  page.context().addCookies([{ name: 'as', value: viewer, url }]);
