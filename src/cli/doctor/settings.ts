import { type Settings, type SettingsProblem } from '../../settings.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('settings');

export const checkSettings = (
  { credentials, webhookSecret }: Pick<Settings, 'credentials' | 'webhookSecret'>,
  problems: readonly SettingsProblem[],
): readonly Finding[] => {
  const wrong = problems.map((problem) =>
    'inFile' in problem
      ? fail(
          `${problem.variable}: ${problem.inFile}`,
          'Correct the file; `hub-relay validate --kind` checks it.',
        )
      : fail(`${problem.variable}: found ${problem.found}`, `${problem.variable}: ${problem.remedy}.`),
  );
  if (wrong.length > 0) return wrong;
  if (!credentials) {
    return [
      fail(
        'APP_ID and PRIVATE_KEY: found nothing',
        'Create the App with `hub-relay start`, which opens the set-up page, or set both to those of your App.',
      ),
    ];
  }
  return webhookSecret === undefined
    ? [
        warn(
          'WEBHOOK_SECRET: found nothing; anyone on this machine can forge events',
          'Set it to the webhook secret of the App.',
        ),
      ]
    : [ok('every variable can be used')];
};
