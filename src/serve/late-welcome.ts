import { type PageHandler } from '../web/pages.ts';
// Only the type: an import of types within braces would load the pages.
import type { WelcomeOptions } from '../web/set-up/set-up.ts';

const PATH = /^\/probot\/success(\?|$)/;

/** The page for those who installed the App; loaded when the first of them comes. */
export const lateWelcome = (options: WelcomeOptions): PageHandler => {
  let page: Promise<PageHandler> | undefined;
  return async (request, response) => {
    if (!PATH.test(request.url ?? '')) return false;
    page ??= import('../web/set-up/set-up.ts').then(({ createWelcome }) => createWelcome(undefined, options));
    return (await page)(request, response);
  };
};
