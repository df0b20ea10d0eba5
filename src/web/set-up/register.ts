import { type Context } from 'hono';
import { manifestOf } from '../../config/app-manifest.ts';
import { type ErrorCode } from '../../errors.ts';
import { type Choices, defaultChoices, readChoices } from './choices.ts';
import { originOf } from './entrance.ts';
import { type Chosen, type SetUpApp, type SetUpEnv, type SetUpOptions } from './options.ts';
import { setUpPage } from './set-up-page.ts';
import { createStates } from './states.ts';
import { tryAgainPage } from './try-again-page.ts';

/** As GitHub makes them, with room for another way of making them. */
const CODE = /^[\w-]{1,200}$/;

/** Probot's `/probot`, and `/probot/setup`, to which GitHub sends the browser back. */
export const addRegister = (app: SetUpApp, options: SetUpOptions): void => {
  const { declaration, githubUrl, publicUrl, isGithubNear, progress, log } = options;
  const states = createStates(options.clock);
  /** What was chosen for the App that a state stands for. */
  const chosen = new Map<string, Chosen>();
  const underWay = new Map<string, Promise<ErrorCode | undefined>>();

  const webhookUrlFor = async ({ webhooks, address }: Choices): Promise<string | undefined> =>
    webhooks === 'direct' ? address + options.webhookPath : options.channel();

  const show = async (context: Context<SetUpEnv>, refusal?: ErrorCode): Promise<Response> => {
    const origin = originOf(context, publicUrl);
    const defaults = defaultChoices(options, origin);
    // A link of somebody else's would choose where the webhooks go.
    const isLinked = /^(cross|same)-site$/.test(context.req.header('sec-fetch-site') ?? '');
    const query = refusal || isLinked ? {} : context.req.query();
    const { choices, problems } = readChoices(query, defaults, isGithubNear);
    const isWrong = Object.keys(problems).length > 0;
    const webhookUrl = isWrong ? undefined : await webhookUrlFor(choices);
    const parts = { declaration, githubUrl, choices, problems };
    const status = refusal || isWrong ? 422 : 200;
    if (webhookUrl === undefined) {
      const code = refusal ?? (isWrong ? 'set-up-choice' : 'set-up-channel');
      return context.html(setUpPage({ ...parts, refusal: code }), status);
    }
    const { name, isPublic, organisation, webhooks, address } = choices;
    const isPublicAddress = webhooks === 'direct' && address !== origin;
    const reached = publicUrl ?? (isPublicAddress ? address : undefined);
    const manifest = manifestOf(declaration, {
      name,
      isPublic,
      baseUrl: origin,
      webhookUrl,
      ...(reached !== undefined && { publicUrl: reached }),
    });
    const state = states.issue(context.var.session);
    chosen.set(state, {
      ...(webhooks === 'channel' && { webhookProxyUrl: webhookUrl }),
      ...(reached !== undefined && { publicUrl: reached }),
    });
    const owner = organisation === '' ? '' : `/organizations/${encodeURIComponent(organisation)}`;
    const asked = {
      action: `${githubUrl}${owner}/settings/apps/new?state=${state}`,
      manifest: JSON.stringify(manifest),
      webhookUrl,
    };
    return context.html(setUpPage({ ...parts, asked, ...(refusal && { refusal }) }), status);
  };

  const convert = async (session: string, state: string, code: string): Promise<ErrorCode | undefined> => {
    if (!states.take(session, state)) return 'set-up-forged';
    try {
      const app = await options.registration.convert(code);
      if (app === 'refused') return 'set-up-refused';
      await options.keep(app, chosen.get(state) ?? {});
      return undefined;
    } catch (error) {
      states.giveBack(session, state);
      log.warn({ err: error }, 'GitHub could not be asked for the App that it registered');
      return 'github-unreadable';
    }
  };

  app.get('/', (context) => context.redirect('/probot', 302));
  app.get('/probot', (context) =>
    progress.phase === 'asked' ? show(context) : context.redirect('/probot/success', 303),
  );
  app.get('/probot/setup', async (context) => {
    if (progress.phase !== 'asked') return context.redirect('/probot/success', 303);
    const { code = '', state = '' } = context.req.query();
    // A browser may ask twice, by a reload or ahead of a click: GitHub is asked once.
    const key = JSON.stringify([context.var.session, state, code]);
    const converting =
      underWay.get(key) ??
      (CODE.test(code)
        ? convert(context.var.session, state, code)
        : Promise.resolve('set-up-forged' as const));
    underWay.set(key, converting);
    const refusal = await converting.finally(() => underWay.delete(key));
    if (refusal === undefined) return context.redirect('/probot/success', 303);
    // The address in the browser is good for another try.
    if (refusal === 'github-unreadable') return context.html(tryAgainPage(), 503);
    return show(context, refusal);
  });
};
