import { RelayError } from '../errors.ts';
import { type Environment, readSettings, renderSettingsProblem, type Settings } from '../settings.ts';

/** The environment's settings for what works as the App. Throws a RelayError that names each wrong or missing variable. */
export const usableSettings = (env: Environment): Settings & Required<Pick<Settings, 'credentials'>> => {
  const { settings, problems } = readSettings(env);
  const { credentials } = settings;
  if (problems.length > 0) {
    throw new RelayError('settings-invalid', problems.map(renderSettingsProblem).join('; '));
  }
  if (!credentials) {
    throw new RelayError(
      'settings-invalid',
      'APP_ID and PRIVATE_KEY: found nothing; set them as for `start`.',
    );
  }
  return { ...settings, credentials };
};

/** What only our own server can do is refused rather than left out. */
export const expectOtherServer = ({
  webhookSenders,
  sources,
}: Pick<Settings, 'webhookSenders' | 'sources'>): void => {
  if (webhookSenders === 'github') {
    throw new RelayError('settings-invalid', 'WEBHOOK_SENDERS: only `hub-relay start` can check who sends.');
  }
  if (sources.length > 0) {
    throw new RelayError('settings-invalid', 'SOURCES_FILE: only `hub-relay start` can take their webhooks.');
  }
};
