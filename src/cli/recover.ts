import { setTimeout as sleep } from 'node:timers/promises';
import { composeDeliveries } from '../compose.ts';
import { isRecorded } from '../core/event.ts';
import { eventTitle } from '../core/event.ts';
import { printableJson } from '../core/printable.ts';
import { beginLook, type Look, MOST_ASKED } from '../core/look.ts';
import { type Missed } from '../core/missed.ts';
import { RelayError } from '../errors.ts';
import { createStep } from '../flow/look.ts';
import { type Log, type Store } from '../flow/ports.ts';
import { type Environment, readSettings, renderSettingsProblem, type Settings } from '../settings.ts';
import { githubTrouble } from './github-trouble.ts';
import { withStore } from './open-record.ts';
import { renderTime, type Terminal } from './terminal.ts';

export interface RecoverOptions {
  /** Milliseconds since 1970; all that GitHub redelivers, where it is left out. */
  readonly since?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * One look to its end, beside the server or without it. It keeps nothing: interrupted and run again, it passes over
 * what has arrived. Throws a RelayError where the settings or GitHub's answers do not let it.
 */
export const recover = async (
  options: RecoverOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const settings = usableSettings(env);
  const look = await withStore(env, (store) => lookToItsEnd(store, settings, options, terminal));
  const asked = options.dryRun ? 0 : look.counts.asked;
  if (options.json) {
    const times = { from: toIso(look.since), to: toIso(look.until) };
    terminal.out(printableJson({ summary: { ...times, ...look.counts, asked } }));
  } else terminal.out(summaryOf(look, options.dryRun === true));
  return 0;
};

const lookToItsEnd = async (
  { events }: Store,
  settings: Required<Pick<Settings, 'credentials' | 'urls'>>,
  { since = 0, dryRun = false, json = false }: RecoverOptions,
  terminal: Terminal,
): Promise<Look> => {
  const advance = createStep({
    events,
    deliveries: composeDeliveries(settings),
    isWanted: isRecorded,
    clock: { now: Date.now },
    log: logTo(terminal),
    isDryRun: dryRun,
    onAsked: (missed) => terminal.out(json ? printableJson(toJson(missed, dryRun)) : lineOf(missed, dryRun)),
  });
  let look = beginLook(Date.now(), undefined, since);
  while (look.phase !== 'ended') {
    const step = await advance(look).catch(explain);
    look = step.look;
    await sleep(Math.max(step.at - Date.now(), 0));
  }
  return look;
};

const usableSettings = (env: Environment): Required<Pick<Settings, 'credentials' | 'urls'>> => {
  const { settings, problems } = readSettings(env);
  const { credentials, urls } = settings;
  if (problems.length > 0) {
    throw new RelayError('settings-invalid', problems.map(renderSettingsProblem).join('; '));
  }
  if (!credentials) {
    throw new RelayError(
      'settings-invalid',
      'APP_ID and PRIVATE_KEY: found nothing; set them as for `start`.',
    );
  }
  return { credentials, urls };
};

const explain = (error: unknown): never => {
  throw githubTrouble(error);
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

const summaryOf = ({ since, until, counts }: Look, isDryRun: boolean): string => {
  const { listed, missed, asked, gone, givenUp, left } = counts;
  const lines = [
    `Deliveries from ${renderTime(since)} to ${renderTime(until)}: ${listed} listed, ${missed} missed, ` +
      `${isDryRun ? 0 : asked} asked for, ${givenUp + gone} given up.`,
  ];
  if (left > 0) lines.push(`About ${left} are left: one look asks for at most ${MOST_ASKED}. Run it again.`);
  if (asked > 0) {
    lines.push(
      isDryRun
        ? 'Nothing was asked for: run it without --dry-run.'
        : 'GitHub sends them to the App’s webhook URL, as it did the first time: the server there has to be running.',
    );
  }
  return lines.join('\n');
};

const toIso = (time: number): string => new Date(time).toISOString();
