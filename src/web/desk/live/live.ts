import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { inTurn } from './in-turn.ts';

/** In milliseconds, but for `streams`: how many may be open at once. */
export interface LivePace {
  /** Between two words that something changed. */
  readonly changed: number;
  /** Between two comments, which keep open what proxies, and our own server (limits.ts), would close for its silence. */
  readonly comment: number;
  /** Between two looks at whether who asked is still signed in. */
  readonly viewer: number;
  readonly streams: number;
}

export const LIVE_PACE: LivePace = { changed: 1_000, comment: 15_000, viewer: 60_000, streams: 100 };

/** After which browsers open a stream anew that broke off, and come back where there were too many. */
const RETRY = 3_000;
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // nginx would keep it back until it has enough of it.
  'x-accel-buffering': 'no',
};

/** Server-sent events: that something changed, and never what. */
export const addLive = (
  app: DeskApp,
  { sessions, onChange, closing }: Pick<DeskOptions, 'sessions' | 'onChange' | 'closing'>,
  pace: LivePace = LIVE_PACE,
): void => {
  let open = 0;
  app.get('/live', (context) => {
    // Hono answers it as GET, and nobody would end the stream that nobody reads.
    if (context.req.method === 'HEAD') return context.body(null, 200, HEADERS);
    if (open >= pace.streams || closing?.aborted) {
      return context.text('Too many pages are open. They look for themselves every 10 s.\n', 503, {
        'retry-after': '60',
      });
    }
    open += 1;
    const isSignedIn = async (): Promise<boolean> => (await sessions.viewerOf(context)) !== undefined;
    const stream = streamOf({ pace, onChange, isSignedIn, onEnd: () => (open -= 1), closing });
    return context.body(stream, 200, HEADERS);
  });
};

interface StreamOptions extends Pick<DeskOptions, 'onChange'> {
  readonly pace: LivePace;
  readonly isSignedIn: () => Promise<boolean>;
  readonly onEnd: () => void;
  readonly closing: AbortSignal | undefined;
}

/** So much is kept for who does not read; then they are told no more, and what is kept says it all. */
const KEPT = new CountQueuingStrategy({ highWaterMark: 16 });

const streamOf = ({
  pace,
  onChange,
  isSignedIn,
  onEnd,
  closing,
}: StreamOptions): ReadableStream<Uint8Array> => {
  let end = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const say = (text: string): void => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(new TextEncoder().encode(text));
        };
        const finish = (): void => {
          end();
          controller.close();
        };
        const check = async (): Promise<void> => {
          // What can't be known now is asked again at the next turn.
          if (!(await isSignedIn().catch(() => true)) && stops.length > 0) finish();
        };
        const changes = inTurn(pace.changed, () => say('event: changed\ndata:\n\n'));
        const comments = setInterval(() => say(':\n\n'), pace.comment);
        const checks = setInterval(() => void check(), pace.viewer);
        const stops = [
          onChange(changes.call),
          changes.stop,
          () => clearInterval(comments),
          () => clearInterval(checks),
          () => closing?.removeEventListener('abort', finish),
          onEnd,
        ];
        end = () => {
          for (const stop of stops.splice(0)) stop();
        };
        closing?.addEventListener('abort', finish);
        say(`retry: ${RETRY}\n\n`);
      },
      cancel: () => end(),
    },
    KEPT,
  );
};
