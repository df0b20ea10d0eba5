import { counted, grouped } from '../../core/counted.ts';
import { lengthOf } from '../../core/elapsed.ts';
import { printableJson } from '../../core/printable.ts';
import { isAgreed } from './destination.ts';
import { type Counts, followMany } from './follow-many.ts';
import { load, type Load } from './load.ts';
import { type SimulateOptions } from './options.ts';
import { outcomeOfMany } from './outcome.ts';
import { openLine } from './send.ts';
import { type SimulateParts } from './simulate-one.ts';
import { signed, titleOf } from './webhook.ts';

type Options = Pick<SimulateOptions, 'count' | 'rate' | 'yes' | 'follow' | 'timeout' | 'json'>;

const RATE = 10;

/** As `simulateOne`, for many; of what became of them only the numbers are shown. */
export const simulateMany = async (options: Options, parts: SimulateParts): Promise<number> => {
  const { destination, signing, store, terminal, payloads } = parts;
  const { count = 1, rate = RATE, json = false } = options;
  const first = signed(await payloads.next(), signing);
  const what = `${titleOf(first)}, ${grouped(count)} times`;
  if (!json) terminal.out(`${what}, ${rate} a second\n  to ${destination.url}`);
  if (!(await isAgreed(destination, what, options.yes === true, terminal))) {
    terminal.err('Nothing was sent.');
    return 1;
  }
  const line = openLine(destination.url);
  let isFirst = true;
  const make = async () => {
    if (!isFirst) return signed(await payloads.next(), signing);
    isFirst = false;
    return first;
  };
  const result = await load({
    count,
    rate,
    make,
    line,
    ...(terminal.progress && { onProgress: terminal.progress }),
  }).finally(() => line.close());
  if (!json) terminal.out(renderLoad(result, count));
  const counts =
    store && options.follow
      ? await followMany(store, result.accepted, Date.now() + options.timeout, terminal.progress)
      : undefined;
  if (json) terminal.out(printableJson({ url: destination.url, ...result, ...counts }));
  else if (counts) terminal.out(renderCounts(counts));
  else if (options.follow) terminal.out('  There is no record here (DATABASE_URL) to follow them in.');
  return outcomeOfMany(result, counts, destination.url, count);
};

const renderLoad = ({ accepted, statuses, p50, p99, took }: Load, count: number): string => {
  const answers = statuses.map(
    ([status, times]) => `${grouped(times)} × ${status === 0 ? 'no answer' : status}`,
  );
  return [
    `  ${grouped(accepted.length)} of ${grouped(count)} accepted in ${lengthOf(took)}: ${answers.join(', ')}`,
    `  answered within ${lengthOf(p50)} (p50), ${lengthOf(p99)} (p99)`,
  ].join('\n');
};

const renderCounts = ({ events, notifications, unfinished, missing }: Counts): string => {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([state, times]) => `${grouped(times)} ${state}`)
      .join(', ') || 'none';
  return [
    `  events: ${list({ ...events, ...(missing > 0 && { 'not on record': missing }) })}`,
    `  notifications: ${list(notifications)}`,
    ...(unfinished > 0 ? [`  ${counted(unfinished, 'event')} not at the end yet`] : []),
  ].join('\n');
};
