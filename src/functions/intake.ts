import { setTimeout as sleep } from 'node:timers/promises';
import { composeIntake, findInstallation, type Intake } from '../compose/intake.ts';
import { isObject, numberAt, textAt } from '../core/json.ts';
import { RelayError, renderError } from '../errors.ts';
import { type Log } from '../flow/ports.ts';
import { type Delivered } from '../flow/record.ts';
import { type Environment } from '../settings.ts';
import { expectOtherServer, usableSettings } from './usable-settings.ts';

/** GitHub gives up after 10 s: half of it is left for the commit. Milliseconds. */
const DEADLINE = 5_000;

type Usable = ReturnType<typeof usableSettings>;

/**
 * What Probot's adapters run: it writes an event down and is done, because a function is frozen, and a workflow's step
 * ends, as soon as it has answered. `hub-relay send` does the rest. It is there at once, before the database is open:
 * an adapter does not wait for an application that loads, and answers 200 to what comes meanwhile.
 *
 * Where the environment can't be used, it says so now, and `record` rejects with the same words each time.
 */
export const createIntake = (
  env: Environment,
  log: Log,
): { readonly record: (delivered: Delivered) => Promise<unknown> } => {
  const isRun = env.GITHUB_ACTIONS === 'true';
  const settings = attempt(() => settingsFor(env, isRun));
  if (settings instanceof Error && !isRun) log.error({}, renderError(settings));
  let opened: Promise<Intake> | undefined;

  /** One that can't be opened is opened anew for the next event. */
  const open = (usable: Usable): Promise<Intake> =>
    (opened ??= composeIntake(usable, log).catch((error: unknown) => {
      opened = undefined;
      log.error({ err: error }, 'the database could not be opened');
      throw error;
    }));

  const write = async (delivered: Delivered): Promise<unknown> => {
    if (settings instanceof Error) throw settings;
    if (!isRun) return (await soon(open(settings))).record(delivered);
    const installed = await withInstallation(delivered, settings);
    const intake = await open(settings);
    // A step of a workflow ends only when nothing is open any more, and there is one event in each.
    return intake.record(installed).finally(() => intake.close());
  };

  // The database is opened while the platform still gives the time for it.
  if (!(settings instanceof Error) && !isRun) void open(settings).catch(() => undefined);
  return { record: isRun ? (delivered) => write(delivered).catch(fail(log)) : write };
};

/** The adapter for Actions would log the whole payload, and leave the run green though its event is lost. */
const fail =
  (log: Log) =>
  (error: unknown): void => {
    log.error({}, renderError(error));
    process.exitCode = 1;
  };

/** A server that is just starting is waited for, but GitHub does not wait so long. */
const soon = async (opened: Promise<Intake>): Promise<Intake> => {
  const cancel = new AbortController();
  const late = sleep(DEADLINE, undefined, { signal: cancel.signal }).then(
    () => undefined,
    () => undefined,
  );
  const intake = await Promise.race([opened, late]).finally(() => cancel.abort());
  if (intake) return intake;
  throw new Error(`the database could not be opened in ${DEADLINE / 1_000} s`);
};

const settingsFor = (env: Environment, isRun: boolean): Usable => {
  const settings = usableSettings(env);
  if (settings.databaseUrl.startsWith('file:'))
    throw new RelayError('database-passing', 'DATABASE_URL is a file.');
  if (!isRun && settings.webhookSecret === undefined) {
    const why = 'without it anyone who knows the function’s URL could forge events';
    throw new RelayError('settings-invalid', `WEBHOOK_SECRET: found nothing; it must be set: ${why}.`);
  }
  expectOtherServer(settings);
  return settings;
};

/** Actions gives its runs the webhook's payload without the installation. */
const withInstallation = async (delivered: Delivered, settings: Usable): Promise<Delivered> => {
  const { payload } = delivered;
  if (!isObject(payload) || numberAt(payload, 'installation.id') !== undefined) return delivered;
  const repository = textAt(payload, 'repository.full_name');
  if (repository === undefined) return delivered;
  const id = await findInstallation(settings, repository);
  if (id === undefined) throw new RelayError('app-not-installed', `${repository}.`);
  const installed = { ...payload, installation: { id } };
  return { ...delivered, payload: installed, body: JSON.stringify(installed) };
};

const attempt = <T>(work: () => T): T | Error => {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
