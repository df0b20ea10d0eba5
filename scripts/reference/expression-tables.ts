import { FUNCTION_NAMES } from '../../src/core/expression-functions.ts';
import { githubFields } from '../../src/core/github-context.ts';
import { code } from './markdown.ts';

const NOTHING = { server: '', api: '', graphql: '' };

/** Every key of the `github` context, as the code makes it. */
export const contextKeys = (): string =>
  Object.keys(githubFields({ id: '', name: 'push', receivedAt: 0, payload: {} }, NOTHING))
    .map((key) => code(`github.${key}`))
    .join(', ');

export const functionNames = (): string => FUNCTION_NAMES.map((name) => code(`${name}()`)).join(', ');
