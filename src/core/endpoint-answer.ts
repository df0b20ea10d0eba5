import { type Answer, type Circumstances, type Decision, type HttpAnswer, messageOf } from './answer.ts';
import { retryAfter, untilNextLook } from './hold.ts';
import { printable } from './printable.ts';
import { shownUrl } from './shown-url.ts';

/**
 * An endpoint's answer → what to do. Whatever is not said to be final is tried again: a receiver that answers 404 or 401
 * is being set up, or its secret is being changed.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#delivery-success-and-failure
 */
export const decideOnEndpoint = (
  answer: Answer,
  { now, strikes }: Pick<Circumstances, 'now' | 'strikes'>,
): Decision => {
  if (answer.kind === 'no-answer') {
    const { code, reason, mayHaveArrived } = answer;
    return code === undefined ? { kind: 'retry', reason, mayHaveArrived } : { kind: 'dead', code, reason };
  }
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = reasonOf(answer);
  if (status === 410) return { kind: 'dead', code: 'endpoint-gone', reason };
  const told = retryAfter(headers['retry-after'], now);
  if (status === 429) {
    const until = told ?? untilNextLook(now, strikes);
    return { kind: 'hold-lane', until, code: 'rate-limited', reason };
  }
  return {
    kind: 'retry',
    reason,
    mayHaveArrived: status >= 500 && status !== 503,
    ...(status >= 500 && told !== undefined && { notBefore: told }),
  };
};

const reasonOf = ({ status, headers, text }: HttpAnswer): string => {
  const { location } = headers;
  const isRedirect = status >= 300 && status < 400 && location !== undefined;
  const said = isRedirect ? `redirects ${whereTo(location)} are not followed` : printable(messageOf(text));
  return `the endpoint answered ${status}${said === '' ? '' : `: ${said}`}`;
};

/** No more of it than of the endpoint's own URL, which it may repeat. */
const whereTo = (location: string): string => {
  const url = URL.parse(location, OWN_HOST);
  if (url === null) return 'to what is no URL';
  if (url.origin === OWN_HOST) return 'within its own host';
  return url.origin === 'null' ? `to ${url.protocol}…` : `to ${shownUrl(url)}`;
};

/** Stands for the endpoint's own, against which a `Location` may be relative. */
const OWN_HOST = 'https://endpoint.invalid';
