import { randomBytes } from 'node:crypto';
import { type App } from './installation.ts';

/** "You must complete this step … within one hour." @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
const LIFETIME_MS = 3_600_000;

/** The codes with which whoever had an App registered learns its secrets, each once. */
export interface ManifestCodes {
  readonly issue: (app: App) => string;
  readonly take: (code: string) => App | undefined;
}

export const createManifestCodes = (clock: () => number): ManifestCodes => {
  const codes = new Map<string, { readonly app: App; readonly until: number }>();
  return {
    issue: (app) => {
      const code = randomBytes(20).toString('hex');
      codes.set(code, { app, until: clock() + LIFETIME_MS });
      return code;
    },
    take: (code) => {
      const found = codes.get(code);
      codes.delete(code);
      return found && clock() < found.until ? found.app : undefined;
    },
  };
};
