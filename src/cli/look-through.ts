import { setTimeout as sleep } from 'node:timers/promises';
import { eventTitle } from '../core/event.ts';
import { beginLook, type Look, MOST_ASKED } from '../core/look.ts';
import { type Missed } from '../core/missed.ts';
import { printableJson } from '../core/printable.ts';
import { type LookOptions, createStep } from '../flow/look.ts';
import { type Log } from '../flow/ports.ts';
import { renderTime, type Terminal } from './terminal.ts';

export interface LookThroughOptions {
  /** Milliseconds since 1970; all that GitHub redelivers, where it is left out. */
  readonly since?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** One look to its end, told as it goes. It keeps nothing: interrupted and run again, it passes over what has arrived. */
export const lookThrough = async (
  parts: Pick<LookOptions, 'events' | 'deliveries' | 'isWanted' | 'audit' | 'actor'>,
  { since = 0, dryRun = false, json = false }: LookThroughOptions,
  terminal: Terminal,
): Promise<Look> => {
  const advance = createStep({
    ...parts,
    clock: { now: Date.now },
    log: logTo(terminal),
    isDryRun: dryRun,
    onAsked: (missed) => terminal.out(json ? printableJson(toJson(missed, dryRun)) : lineOf(missed, dryRun)),
  });
  let look = beginLook(Date.now(), undefined, since);
  while (look.phase !== 'ended') {
    const step = await advance(look);
    look = step.look;
    await sleep(Math.max(step.at - Date.now(), 0));
  }
  return look;
};

/** What goes otherwise than it should is told on the side, so that the output stays as it was asked for. */
const logTo = (terminal: Terminal): Log => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => terminal.err(`${message}: ${printableJson(fields)}`),
  error: (fields, message) => terminal.err(`${message}: ${printableJson(fields)}`),
});

const titleOf = ({ event, action }: Missed): string =>
  eventTitle({ name: event, ...(action !== undefined && { action }) });

const lineOf = (missed: Missed, isDryRun: boolean): string =>
  `${missed.guid}  ${titleOf(missed)}, missed ${renderTime(missed.firstAt)}` +
  `${missed.failed.length > 1 ? `, failed ${missed.failed.length} times` : ''}: ${isDryRun ? 'would be asked for' : 'asked for'}`;

const toJson = (missed: Missed, isDryRun: boolean): object => ({
  guid: missed.guid,
  event: titleOf(missed),
  missedAt: toIso(missed.firstAt),
  failed: missed.failed.length,
  asked: !isDryRun,
});

/** How a look went; `whereTo`: where GitHub sends what was asked for. */
export const tellSummary = (
  { since, until, counts }: Look,
  { dryRun = false, json = false }: LookThroughOptions,
  whereTo: string,
  terminal: Terminal,
): void => {
  const asked = dryRun ? 0 : counts.asked;
  if (json) {
    terminal.out(printableJson({ summary: { from: toIso(since), to: toIso(until), ...counts, asked } }));
    return;
  }
  const { listed, missed, gone, givenUp, left } = counts;
  const lines = [
    `Deliveries from ${renderTime(since)} to ${renderTime(until)}: ${listed} listed, ${missed} missed, ` +
      `${asked} asked for, ${givenUp + gone} given up.`,
  ];
  if (left > 0) lines.push(`About ${left} are left: one look asks for at most ${MOST_ASKED}. Run it again.`);
  if (counts.asked > 0) {
    lines.push(
      dryRun
        ? 'Nothing was asked for: run it without --dry-run.'
        : `GitHub sends them to ${whereTo}, as it did the first time: the server there has to be running.`,
    );
  }
  terminal.out(lines.join('\n'));
};

const toIso = (time: number): string => new Date(time).toISOString();
