import { type Context, type Hono } from 'hono';
import { sessionOf } from './entrance.ts';
import { type SetUpEnv, type SetUpOptions } from './options.ts';
import { type Progress } from './progress.ts';
import { credentialsPage, installedPage, welcomePage } from './welcome-page.ts';

export interface WelcomeParts extends Pick<SetUpOptions, 'door' | 'publicUrl'> {
  readonly progress: Progress;
  /** Has everything looked at again; `progress` tells when it is done. */
  readonly check: () => void;
}

/**
 * `/probot/success`, to which GitHub sends whoever installed the App: what to do next. For who set this server up, and as long
 * as it was not started again, with what `hub-relay doctor` says.
 */
export const addWelcome = (app: Hono<SetUpEnv>, parts: WelcomeParts | undefined): void => {
  app.get('/probot/success', (context) => {
    context.header('cache-control', 'no-store');
    if (!parts || sessionOf(context, parts) === '') return context.html(installedPage());
    const { progress } = parts;
    if (context.req.query('installation_id') !== undefined) {
      parts.check();
      return context.redirect('/probot/success', 303);
    }
    if (progress.phase === 'asked') return context.redirect('/probot', 303);
    progress.isShown = true;
    // Without the script. Between two servers on one port nobody answers for a moment, so not at once.
    if (waits(progress)) context.header('refresh', '3');
    return context.html(welcomePage(progress));
  });
  if (!parts) return;
  const { progress, check } = parts;
  app.use('/probot/*', async (context, next) => {
    if (sessionOf(context as Context, parts) !== '') return next();
    return context.notFound();
  });
  app.get('/probot/state', (context) =>
    context.json({ phase: progress.phase, waits: waits(progress) }, 200, { 'cache-control': 'no-store' }),
  );
  app.post('/probot/check', (context) => {
    check();
    return context.redirect('/probot/success', 303);
  });
  app.post('/probot/credentials', (context) => {
    const { unkept } = progress;
    if (unkept === undefined) return context.redirect('/probot/success', 303);
    progress.unkept = undefined;
    context.header('cache-control', 'no-store');
    return context.html(credentialsPage(unkept));
  });
};

const waits = ({ phase, findings }: Progress): boolean =>
  phase === 'starting' || (phase === 'running' && findings === undefined);
