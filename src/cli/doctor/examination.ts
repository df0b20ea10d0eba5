import { answerIn } from '../../core/answer.ts';
import { type HookDelivery } from '../../core/missed.ts';
import { operatorOf } from '../../core/operator.ts';
import { type Installation } from '../../core/repository.ts';
import { composeExamined, type Examined } from '../../compose/for-commands.ts';
import { type Environment, readSettings, type Settings, type SettingsProblem } from '../../settings.ts';
import { checkClock } from './clock.ts';
import { checkRecord, readRecord, type OnRecord } from './database.ts';
import { checkDeliveries } from './deliveries.ts';
import { checkEvents } from './events.ts';
import { ask, examine, type Finding, findingsOf, skipped } from './finding.ts';
import { checkInstallation, checkInstallations, suspendedInstallation } from './installations.ts';
import { checkPermissions } from './permissions.ts';
import { checkRateLimits } from './rate-limit.ts';
import { checkRepository } from './repository.ts';
import { checkSecret } from './secret.ts';
import { checkSettings } from './settings.ts';
import { checkWebhookUrl } from './webhook.ts';

/** What only somebody whose credentials are right is told. */
const AS_APP = ['webhook', 'secret', 'events', 'permissions', 'installations', 'rate limit', 'deliveries'];

/** Every check, in this order; with a name, of that repository too. Sends nothing, and writes nothing. */
export const examination = async (
  env: Environment,
  name: string | undefined,
  now: () => number,
): Promise<readonly Finding[]> => {
  const { settings, problems } = readSettings(env);
  const { record, findings } = await lookAtRecord(env, problems);
  const here = [...checkSettings(settings, problems), ...findings];
  const { credentials } = settings;
  const rest = [...AS_APP, ...(name === undefined ? [] : ['repository'])];
  if (!credentials) {
    return [
      ...here,
      ...skipped(['credentials', 'clock', ...rest], 'there are no credentials that can be used'),
    ];
  }
  const github = composeExamined({ ...settings, credentials });
  const from = now();
  const app = await ask('credentials', () => github.app());
  const span = { from, to: now() };
  if ('trouble' in app) {
    const answeredAt = Date.parse(answerIn(app.error)?.headers.date ?? '');
    const clock = Number.isNaN(answeredAt)
      ? skipped(['clock'], 'GitHub did not answer')
      : checkClock(answeredAt, span);
    return [...here, app.trouble, ...clock, ...skipped(rest, 'GitHub could not be asked as the App')];
  }
  const { told } = app;
  return [
    ...here,
    findingsOf('credentials').ok(`GitHub knows the App as "${told.name}" (${told.slug})`),
    ...checkClock(told.answeredAt, span),
    ...(await checkDelivery(settings, github, now)),
    ...checkEvents(told.events),
    ...checkPermissions(told),
    ...(await examine('installations', async () => checkEach(await github.installations(), github, record))),
    ...(name === undefined
      ? []
      : await examine('repository', () =>
          checkRepository(name, { github, record, operator: operatorOf(settings) }),
        )),
  ];
};

const lookAtRecord = async (
  env: Environment,
  problems: readonly SettingsProblem[],
): Promise<{ readonly record?: OnRecord | undefined; readonly findings: readonly Finding[] }> => {
  if (problems.some(({ variable }) => variable.startsWith('DATABASE_URL')))
    return { findings: skipped(['database'], 'DATABASE_URL can’t be used') };
  const asked = await ask('database', () => readRecord(env));
  return 'told' in asked
    ? { record: asked.told, findings: checkRecord(asked.told) }
    : { findings: [asked.trouble] };
};

/** How events come to us. */
const checkDelivery = async (
  settings: Settings,
  github: Examined,
  now: () => number,
): Promise<readonly Finding[]> => {
  const webhook = await ask('webhook', () => github.webhook());
  const page = await ask('deliveries', async (): Promise<readonly HookDelivery[]> => {
    const found = await github.page();
    return found === 'unknown-cursor' ? [] : found.deliveries;
  });
  const secret =
    'told' in webhook && 'told' in page
      ? await examine('secret', () =>
          checkSecret({
            webhookSecret: settings.webhookSecret,
            webhook: webhook.told,
            deliveries: page.told,
            answerTo: (id) => github.answerTo(id),
          }),
        )
      : skipped(['secret'], 'GitHub did not tell how it delivers');
  return [
    ...('told' in webhook ? checkWebhookUrl(webhook.told, settings) : [webhook.trouble]),
    ...secret,
    ...('told' in page ? checkDeliveries(page.told, now()) : [page.trouble]),
  ];
};

/** One after the other: each costs three requests, of its own hour. */
const checkEach = async (
  installations: readonly Installation[],
  github: Examined,
  record: OnRecord | undefined,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [...checkInstallations(installations)];
  for (const installation of installations) {
    if (installation.suspended) {
      findings.push(suspendedInstallation(installation));
      continue;
    }
    const { id, account } = installation;
    const known = record?.index.idsOf(id).length;
    findings.push(
      ...(await examine('installations', async () =>
        checkInstallation(installation, await github.repositoryCount(id), known),
      )),
      ...(await examine('rate limit', async () => checkRateLimits(account, await github.rateLimits(id)))),
    );
  }
  return findings;
};
