import { type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Readiness } from './ready.ts';

/** A handler as Probot's `addHandler` takes it: `true` when it answered. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface PageOptions {
  readonly ready: () => Promise<Readiness>;
  /** With it, the address itself says that it works, and where webhooks go. */
  readonly front?: { readonly webhookPath: string };
}

const NO_STORE = { 'cache-control': 'no-store' };

/**
 * `/healthz`: the process is alive. `/readyz`: it can do its work (200), or not now, and why (503). Only requests for
 * its own pages reach Hono; all others, webhooks first of all, pass by unread.
 */
export const createPages = ({ ready, front }: PageOptions): PageHandler => {
  const pages: Readonly<Record<string, (context: Context) => Response | Promise<Response>>> = {
    '/healthz': (context) => context.json({ status: 'ok' }, 200, NO_STORE),
    '/readyz': async (context) => {
      const readiness = await ready();
      return context.json(readiness, readiness.status === 'ready' ? 200 : 503, NO_STORE);
    },
    ...(front && {
      '/': (context) =>
        context.text(`Hub Relay is running. GitHub's webhooks go to POST ${front.webhookPath}\n`),
    }),
  };
  const app = new Hono();
  for (const [path, page] of Object.entries(pages)) {
    // Hono answers HEAD with what GET says, without the body.
    app.get(path, page);
    app.all(path, (context) => context.text('Only GET and HEAD.\n', 405, { allow: 'GET, HEAD' }));
  }
  // The globals stay Node's own, which Octokit uses; and a load balancer may ask without a Host header.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, hostname: 'localhost' });

  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!Object.hasOwn(pages, path) || (path === front?.webhookPath && request.method === 'POST'))
      return false;
    await listener(request, response);
    return true;
  };
};
