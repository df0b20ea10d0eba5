import { answerIn } from '../core/answer.ts';
import { answerOf } from '../core/answer-of.ts';
import { type Written } from '../flow/github-ports.ts';

const TIME_OUT = 10_000;

/** Once: what is tried again is tried from the record. A redirected POST would become a GET behind our back. */
const once = () => ({ retries: 0, redirect: 'manual', signal: AbortSignal.timeout(TIME_OUT) }) as const;

interface Response {
  readonly status: number;
  readonly headers: object;
  readonly data: { readonly id: number | bigint; readonly number?: number };
}

/** Does it, and tells what came of it, as an answer. */
export const writing = async (
  write: (request: ReturnType<typeof once>) => Promise<Response>,
): Promise<Written> => {
  try {
    const { status, headers, data } = await write(once());
    return {
      answer: { kind: 'answer', status, headers: { ...headers }, text: '' },
      number: data.number ?? Number(data.id),
    };
  } catch (error) {
    return { answer: answerOf(error) };
  }
};

/** It was there, and somebody deleted it. */
export const isGone = (error: unknown): boolean => {
  const status = answerIn(error)?.status;
  return status === 404 || status === 410;
};
