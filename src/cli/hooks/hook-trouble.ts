import { answerIn, decideOn, type HttpAnswer } from '../../core/answer.ts';
import { printable } from '../../core/printable.ts';
import { type ErrorCode, RelayError } from '../../errors.ts';
import { renderTime } from '../terminal.ts';

/** Why GitHub did not do with a webhook as it was told, in GitHub's words. `now` in milliseconds since 1970. */
export const hookTrouble = (error: unknown, now: number): RelayError => {
  if (error instanceof RelayError) return error;
  const answer = answerIn(error);
  if (answer === undefined) {
    const said = error instanceof Error ? error.message : String(error);
    return new RelayError('github-unreadable', printable(said), { cause: error });
  }
  const circumstances = { now, strikes: 0, isTokenFresh: true, mayRedirect: false };
  const decision = decideOn(answer, circumstances);
  const words = [answer.text, ...detailsIn(error)].join(': ');
  const found = `It answered ${answer.status}: ${printable(words.replace(/\.$/, ''))}.`;
  if (decision.kind === 'hold-lane' && decision.code === 'rate-limited') {
    const until = `Until ${renderTime(decision.until)}.`;
    return new RelayError('asked-to-wait', `${found} ${until}`, { cause: error });
  }
  return new RelayError(codeOf(answer), `${found}${scopesOf(answer)}`, { cause: error });
};

const codeOf = ({ status, text }: HttpAnswer): ErrorCode => {
  if (status === 401) return 'token-refused';
  if (status === 403) return /archived/i.test(text) ? 'hook-refused' : 'token-refused';
  if (status === 404) return 'hooks-not-shown';
  return status === 422 ? 'hook-refused' : 'github-unreadable';
};

/** GitHub tells them of classic tokens. https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
const scopesOf = ({ status, headers }: HttpAnswer): string => {
  const scopes = headers['x-oauth-scopes'];
  if (scopes === undefined || (status !== 403 && status !== 404)) return '';
  return ` The scopes of the token: ${scopes === '' ? 'none' : printable(scopes)}.`;
};

interface FieldError {
  readonly message?: unknown;
  readonly field?: unknown;
  readonly code?: unknown;
}

/** What is wrong with each field. https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
const detailsIn = (error: unknown): readonly string[] => {
  const { response } = error as { readonly response?: { readonly data?: { readonly errors?: unknown } } };
  const errors = response?.data?.errors;
  if (!Array.isArray(errors)) return [];
  const texts = (errors as readonly FieldError[]).map(({ message, field, code }) =>
    typeof message === 'string' ? message : `${String(field)} is ${String(code)}`,
  );
  return [texts.join('; ')];
};
