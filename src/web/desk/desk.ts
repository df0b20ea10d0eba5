import { Hono } from 'hono';
import { addAssets } from './assets.ts';
import { type DeskApp, type DeskContext, type DeskEnv, type DeskOptions } from './desk-options.ts';
import { addGuard } from './guard.ts';
import { addLive } from './live/live.ts';
import { addNotifications } from './notifications/notifications.ts';
import { addOverview } from './overview/overview.ts';
import { addRepositories } from './repositories/repositories.ts';
import { addTry } from './try/try.ts';

/** The operator's pages. Whoever is not signed in is shown the way to sign in, and nothing else. */
export const createDesk = (options: DeskOptions): DeskApp => {
  const app = new Hono<DeskEnv>();
  addGuard(app, options);
  addAssets(app as unknown as Hono);
  options.addEntrance?.(app);
  app.use(async (context, next) => {
    const viewer = await options.sessions.viewerOf(context);
    // A stream is not sent elsewhere: to browsers, 204 says that it is over. https://html.spec.whatwg.org/#server-sent-events
    if (!viewer && context.req.path === '/live') return context.body(null, 204);
    if (!viewer) return context.redirect(wayIn(context.req), 303);
    context.set('viewer', viewer);
    context.header('cache-control', 'no-store');
    return next();
  });
  addOverview(app, options);
  addNotifications(app, options);
  addRepositories(app, options);
  addTry(app, options);
  addLive(app, options);
  return app;
};

/** Afterwards one is where one wanted to be. What a form would have done is not done. */
const wayIn = ({ method, url }: DeskContext['req']): string => {
  const { pathname, search } = new URL(url);
  const to = pathname + search;
  return method === 'POST' || to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
};
