import { createLog } from '../log.ts';
import { readSettings } from '../settings.ts';
import { secretsOf } from '../settings/secrets.ts';

type Log = Awaited<ReturnType<typeof createLog>>;

/** For Probot, whose own log writes the whole body of what it refuses: a line of JSON each, and no secret in it. */
export const createFunctionLog = (): Promise<Log> => {
  const { settings } = readSettings(process.env);
  return createLog({ level: settings.logLevel, format: 'json', secrets: secretsOf(settings) });
};
