import { type Context } from 'hono';
import { type ErrorCode } from '../../errors.ts';
import { defaultChoices } from './choices.ts';
import { originOf } from './entrance.ts';
import { importPage, type ImportPageParts } from './import-page.ts';
import { type SetUpApp, type SetUpEnv, type SetUpOptions } from './options.ts';

/** Probot's `/probot/import`. What was entered is tried before it is written down. */
export const addImport = (app: SetUpApp, options: SetUpOptions): void => {
  const { githubUrl, publicUrl, progress, registration, log } = options;

  const webhooks = async (context: Context<SetUpEnv>) => {
    const choices = defaultChoices(options, originOf(context, publicUrl));
    const channel = choices.webhooks === 'channel' ? await options.channel() : undefined;
    return choices.webhooks === 'channel'
      ? { url: channel, channel }
      : { url: choices.address + options.webhookPath };
  };

  const show = async (
    context: Context<SetUpEnv>,
    status: 200 | 422 | 503,
    parts: Partial<ImportPageParts> = {},
  ): Promise<Response> => {
    const { url: webhookUrl } = await webhooks(context);
    return context.html(importPage({ githubUrl, webhookUrl, appId: '', problems: {}, ...parts }), status);
  };

  const identify = async (credentials: { appId: number; privateKey: string }) => {
    try {
      return await registration.identify(credentials);
    } catch (error) {
      log.warn({ err: error }, 'GitHub could not be asked for the App whose credentials were entered');
      return 'unreadable' as const;
    }
  };

  app.get('/probot/import', (context) =>
    progress.phase === 'asked' ? show(context, 200) : context.redirect('/probot/success', 303),
  );
  app.post('/probot/import', async (context) => {
    if (progress.phase !== 'asked') return context.redirect('/probot/success', 303);
    const fields = await context.req.parseBody();
    const text = (name: string): string => {
      const value = fields[name];
      return typeof value === 'string' ? value.trim() : '';
    };
    const [appId, webhookSecret] = [text('appId'), text('webhookSecret')];
    const privateKey = options.readKey(text('pem'));
    const problems = {
      ...(/^[1-9]\d{0,14}$/.test(appId) ? {} : { appId: 'This is no App ID: it is a number.' }),
      ...(privateKey === undefined
        ? { pem: 'This is no private key of an App: enter the .pem file, whole.' }
        : {}),
      ...(/^[^\r\n]+$/.test(webhookSecret)
        ? {}
        : { webhookSecret: 'A webhook secret is needed: without it anyone could forge events.' }),
    };
    if (privateKey === undefined || Object.keys(problems).length > 0)
      return show(context, 422, { appId, problems, refusal: 'set-up-choice' });
    const credentials = { appId: Number(appId), privateKey };
    const found = await identify(credentials);
    const refusals: Readonly<Record<string, ErrorCode>> = {
      refused: 'set-up-credentials',
      unreadable: 'github-unreadable',
    };
    if (typeof found === 'string')
      return show(context, found === 'refused' ? 422 : 503, {
        appId,
        refusal: refusals[found] ?? 'github-unreadable',
      });
    const { channel } = await webhooks(context);
    const chosen = channel === undefined ? {} : { webhookProxyUrl: channel };
    await options.keep({ ...credentials, ...found, webhookSecret }, chosen);
    return context.redirect('/probot/success', 303);
  });
};
