import { counted } from '../core/counted.ts';
import { printableJson } from '../core/printable.ts';
import { RelayError } from '../errors.ts';
import { type Sent, sendOnce } from '../functions/send-once.ts';
import { usableSettings } from '../functions/usable-settings.ts';
import { createLog } from '../log.ts';
import { type Environment } from '../settings.ts';
import { secretsOf } from '../settings/secrets.ts';
import { expectDatabase } from './open-record.ts';
import { renderTime, type Terminal, wrapped } from './terminal.ts';

export interface SendCommandOptions {
  /** Milliseconds. */
  readonly for?: number;
  readonly json?: boolean;
}

/** One pass, for a timer. 1 where it could not learn what there is to do; Ctrl-C and SIGTERM end it in good order. */
export const send = async (
  { for: limit, json = false }: SendCommandOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const settings = usableSettings(env);
  expectDatabase(settings.databaseUrl);
  const log = await createLog({
    // What went well is told at the end.
    level: env.LOG_LEVEL === undefined ? 'warn' : settings.logLevel,
    format: settings.logFormat,
    secrets: secretsOf(settings),
    write: (line) => terminal.err(line.trimEnd()),
  });
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGTERM', stop).once('SIGINT', stop);
  const limits = { signal: stopping.signal, ...(limit !== undefined && { limit }) };
  const sent = await sendOnce({ env, log, ...limits }).finally(() =>
    process.off('SIGTERM', stop).off('SIGINT', stop),
  );
  if (json) terminal.out(printableJson(toJson(sent)));
  else for (const line of renderSent(sent)) terminal.out(wrapped(line, terminal.width));
  if (sent.led && !sent.isRead) throw new RelayError('not-compared', '');
  return 0;
};

const toJson = ({ nextAt, ...sent }: Sent): object => ({
  ...sent,
  ...(nextAt !== undefined && { nextAt: new Date(nextAt).toISOString() }),
});

const renderSent = (sent: Sent): readonly string[] => {
  const { events, notifications, refused, delivered, waiting, dead, nextAt } = sent;
  const attempts = delivered + waiting + dead;
  return [
    ...(sent.led ? [] : ['Another process leads: it plans, and sends what is due.']),
    `Planned ${counted(events, 'event')}: ${counted(notifications, 'notification')} to send, ${refused} refused.`,
    `Made ${counted(attempts, 'attempt')}: ${delivered} delivered, ${waiting} to be tried again, ${dead} dead.`,
    ...(sent.led && !sent.isDone ? ['The time was up before all was done: the next run goes on.'] : []),
    ...(nextAt === undefined ? [] : [`The next notification is due at ${renderTime(nextAt)}.`]),
  ];
};
