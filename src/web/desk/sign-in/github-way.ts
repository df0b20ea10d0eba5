import { type DeskApp, type DeskContext } from '../desk-options.ts';
import { type ErrorCode, RelayError } from '../../../errors.ts';
import { type Log } from '../../../flow/ports.ts';
import { type GithubSignIn } from '../../../flow/sign-in-ports.ts';
import { type Begins } from './begun.ts';
import { type Who } from './session.ts';

export interface GithubWay {
  readonly github: GithubSignIn;
  /** Where the pages are: "https://relay.example.com". */
  readonly publicUrl: string;
  readonly begins: Begins;
  readonly log: Log;
  readonly enter: (context: DeskContext, who: Who, returnTo: string) => Promise<Response>;
  readonly refuse: (context: DeskContext, code: ErrorCode) => Response | Promise<Response>;
}

/** GitHub's web application flow, with a state that is bound to the browser, and PKCE. */
export const addGithubWay = (app: DeskApp, way: GithubWay): void => {
  const { github, begins, log, enter, refuse } = way;
  const redirectUri = `${way.publicUrl}/sign-in/callback`;

  app.get('/sign-in/github', async (context) => {
    const begun = await begins.begin(context, context.req.query('to'));
    context.header('cache-control', 'no-store');
    return context.redirect(github.authorizeUrl({ ...begun, redirectUri }), 302);
  });

  app.get('/sign-in/callback', async (context) => {
    context.header('cache-control', 'no-store');
    const { code, state, error } = context.req.query();
    const begun = await begins.finish(context, state);
    if ('refusal' in begun) return refuse(context, begun.refusal);
    if (error === 'access_denied') return refuse(context, 'sign-in-denied');
    if (code === undefined || error !== undefined) return unusable(context, error);
    const answer = await asked(github.exchange({ code, verifier: begun.verifier, redirectUri }));
    if ('refusal' in answer) {
      if (answer.refusal === 'bad_verification_code') return refuse(context, 'sign-in-refused');
      return unusable(context, answer.refusal);
    }
    const { token } = answer;
    const login = await asked(github.loginOf(token));
    if (login === undefined) return refuse(context, 'sign-in-refused');
    return enter(context, { by: 'github', login, token }, begun.returnTo);
  });

  const unusable = (context: DeskContext, word = 'nothing'): Response | Promise<Response> => {
    // It may come from whoever made the address, so only what looks like one of GitHub's words is repeated.
    const reason = /^[a-z_]{1,64}$/.test(word) ? word : 'something that is no word of GitHub’s';
    log.warn({ reason }, 'GitHub lets nobody sign in');
    return refuse(context, 'sign-in-unusable');
  };
};

const asked = async <T>(question: Promise<T>): Promise<T> => {
  try {
    return await question;
  } catch (cause) {
    throw new RelayError('github-unreadable', '', { cause });
  }
};
