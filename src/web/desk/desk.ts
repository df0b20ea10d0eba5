import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import { addAssets } from './assets.ts';
import { type DeskApp, type DeskEnv, type DeskOptions } from './desk-options.ts';
import { addLive } from './live/live.ts';
import { addNotifications } from './notifications/notifications.ts';
import { addOverview } from './overview/overview.ts';
import { addRepositories } from './repositories/repositories.ts';
import { addTry } from './try/try.ts';

/** Nothing from elsewhere, no script and no style within a page, in nobody's frame. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** The operator's pages. Whoever is not signed in is shown the way to sign in, and nothing else. */
export const createDesk = (options: DeskOptions): DeskApp => {
  const app = new Hono<DeskEnv>();
  app.use(
    secureHeaders({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
    }),
  );
  app.use(csrf());
  addAssets(app as unknown as Hono);
  app.use(async (context, next) => {
    const viewer = await options.sessions.viewerOf(context);
    if (!viewer) return context.redirect('/sign-in', 303);
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
