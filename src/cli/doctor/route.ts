import { type Finding as Heard } from '../../core/config-report.ts';
import { targetTitle, workflowOf as workflowIn } from '../../core/route.ts';
import { type Standing } from '../../core/standing.ts';
import { ERRORS } from '../../errors.ts';
import { CONFIG_PATH } from '../../flow/members.ts';
import { type Finding, findingsOf, type Level } from './finding.ts';

const make = findingsOf('routes');

interface Facet {
  readonly name: string;
  readonly level: Level;
  readonly text?: string;
  readonly remedy?: string;
}

/** One line for one route: each of its facets, and what to do about the first that is not well. */
export const checkRoute = (standing: Standing, heard: Heard | undefined): Finding => {
  const { route, hub } = standing;
  const facets = [...facetsOf(standing), ...(heard ? [workflowOf(heard)] : [])];
  const target = hub?.repository.fullName ?? targetTitle(route);
  const spoke = route.kind === 'subscribe' ? ` (${standing.spoke.repository.fullName})` : '';
  const said = facets.map(
    ({ name, level, text }) => `${name} ${level}${text === undefined ? '' : ` (${text})`}`,
  );
  const worst = facets.find(({ level }) => level === 'fail') ?? facets.find(({ level }) => level === 'warn');
  return make[worst?.level ?? 'ok'](`${route.id}${spoke} → ${target}: ${said.join(', ')}`, worst?.remedy);
};

const facetsOf = (standing: Standing): readonly Facet[] =>
  standing.route.endpoint === undefined ? facetsOfHub(standing) : [endpointOf(standing)];

const endpointOf = ({ reach, spoke }: Standing): Facet =>
  reach.passed
    ? fine('endpoint')
    : failed(
        'endpoint',
        reach.reason,
        `Where that is meant, the operator adds it, or "allow: [${spoke.repository.fullName}]", to the file that ENDPOINTS_FILE names.`,
      );

const facetsOfHub = (standing: Standing): readonly Facet[] => {
  const { reach, permission, consent, leak, eventTypes, agreed } = standing;
  const isPartial = consent.passed && agreed.length < eventTypes.length;
  return [
    reach.passed ? fine('hub') : failed('hub', reach.reason, reachRemedy(standing)),
    permission.passed
      ? fine('permission')
      : failed('permission', permission.reason, ERRORS['hub-permission'].remedy),
    consent.passed && !isPartial
      ? fine('consent')
      : { ...failed('consent', consent.reason, consentRemedy(standing)), level: isPartial ? 'warn' : 'fail' },
    leak.passed
      ? fine('privacy')
      : failed(
          'privacy',
          leak.reason,
          `Where that is meant: "allow-public-hubs: true" in ${fileOf(standing.spoke.repository.fullName)}.`,
        ),
  ];
};

const fine = (name: string): Facet => ({ name, level: 'ok' });
const failed = (name: string, text: string, remedy: string): Facet => ({ name, level: 'fail', text, remedy });

/** Where it is not sure, there may be nothing to mend. */
const workflowOf = ({ isGood, text }: Heard): Facet => ({
  name: 'workflow',
  level: isGood ? 'ok' : 'warn',
  text,
  ...(isGood === false && { remedy: 'Mend that in a workflow on the hub’s default branch.' }),
});

const reachRemedy = ({ hub, installation }: Standing): string => {
  if (!hub || !installation) return ERRORS['hub-not-found'].remedy;
  if (installation.suspended)
    return `The owner of ${installation.account} can lift that on the installation’s page.`;
  return hub.repository.archived ? ERRORS['hub-archived'].remedy : 'Name another hub.';
};

const consentRemedy = ({ route, spoke }: Standing): string => {
  const { hub = '' } = route;
  const { fullName } = spoke.repository;
  const workflow = workflowIn(route.rule);
  const which = workflow === undefined ? '' : `, workflows: [${workflow}]`;
  return route.kind === 'notify'
    ? `Where the hub agrees: "accept: [{ from: ${fullName}${which} }]" in ${fileOf(hub)}.`
    : `Where the spoke agrees: "publish: [{ to: ${hub} }]" in ${fileOf(fullName)}.`;
};

const fileOf = (fullName: string): string => `${fullName}/${CONFIG_PATH}`;
