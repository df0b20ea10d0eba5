import { type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type DeskApp } from './desk/desk-options.ts';
import { isDeskPath } from './desk/desk-path.ts';
import { type MetricsPage } from './metrics-page.ts';
import { type Readiness } from './ready.ts';
import { createSchemaPage, SCHEMA_PATH } from './schema-page.ts';

/** A handler as Probot's `addHandler` takes it: `true` when it answered. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface PageOptions {
  readonly ready: () => Promise<Readiness>;
  /** It is of no use any more until it is started again. */
  readonly hasFailed?: () => boolean;
  /**
   * The operator's pages, where they are shown; opened when they are first asked for. Webhooks may arrive at the path of one
   * of them.
   */
  readonly front?: {
    readonly openDesk: () => Promise<Pick<DeskApp, 'fetch'>>;
    readonly webhookPath: string;
  };
  readonly metrics?: MetricsPage;
}

const NO_STORE = { 'cache-control': 'no-store' };

/**
 * `/healthz`: the process is alive (200), or to be started again (503). `/readyz`: it can do its work (200), or not now, and why (503). Beside these what
 * editors read, and the operator's pages. Only requests for these reach Hono; all others, webhooks first of all, pass by unread.
 */
export const createPages = ({ ready, hasFailed = () => false, front, metrics }: PageOptions): PageHandler => {
  const pages: Readonly<Record<string, (context: Context) => Response | Promise<Response>>> = {
    '/healthz': (context) =>
      hasFailed()
        ? context.json({ status: 'failed' }, 503, NO_STORE)
        : context.json({ status: 'ok' }, 200, NO_STORE),
    '/readyz': async (context) => {
      const readiness = await ready();
      return context.json(readiness, readiness.status === 'ready' ? 200 : 503, NO_STORE);
    },
    [SCHEMA_PATH]: createSchemaPage(),
    ...(metrics && { '/metrics': metrics }),
  };
  const app = new Hono();
  for (const [path, page] of Object.entries(pages)) {
    // Hono answers HEAD with what GET says, without the body.
    app.get(path, page);
    app.all(path, (context) => context.text('Only GET and HEAD.\n', 405, { allow: 'GET, HEAD' }));
  }
  const listen = (fetch: DeskApp['fetch']) =>
    // The globals stay Node's own, which Octokit uses; and a load balancer may ask without a Host header.
    getRequestListener(fetch, { overrideGlobalObjects: false, hostname: 'localhost' });
  const probes = listen(app.fetch);
  let desk: Promise<ReturnType<typeof listen>> | undefined;

  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (Object.hasOwn(pages, path)) {
      await probes(request, response);
      return true;
    }
    if (!front || !isDeskPath(path) || (path === front.webhookPath && request.method === 'POST'))
      return false;
    desk ??= front.openDesk().then(({ fetch }) => listen(fetch));
    await (
      await desk
    )(request, response);
    return true;
  };
};
