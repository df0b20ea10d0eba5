import { workflowOf } from '../core/route.ts';
import { type Standing } from '../core/standing.ts';
import { ERRORS } from '../errors.ts';
import { CONFIG_PATH } from './members.ts';

/** One side of how a route stands. Where it is not well, `text` says what was found and `remedy` what to do. */
export interface Facet {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly text?: string;
  readonly remedy?: string;
}

/** What `standingOf` found, for a person: one facet for each question, always in the same order. */
export const facetsOf = (standing: Standing): readonly Facet[] =>
  standing.route.endpoint === undefined ? facetsOfHub(standing) : [endpointOf(standing)];

/** The first that fails, else the first that is not whole. */
export const worstOf = (facets: readonly Facet[]): Facet | undefined =>
  facets.find(({ level }) => level === 'fail') ?? facets.find(({ level }) => level === 'warn');

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

const reachRemedy = ({ hub, installation }: Standing): string => {
  if (!hub || !installation) return ERRORS['hub-not-found'].remedy;
  if (installation.suspended)
    return `The owner of ${installation.account} can lift that on the installation’s page.`;
  return hub.repository.archived ? ERRORS['hub-archived'].remedy : 'Name another hub.';
};

const consentRemedy = ({ route, spoke }: Standing): string => {
  const { hub = '' } = route;
  const { fullName } = spoke.repository;
  const workflow = workflowOf(route.rule);
  const which = workflow === undefined ? '' : `, workflows: [${workflow}]`;
  return route.kind === 'notify'
    ? `Where the hub agrees: "accept: [{ from: ${fullName}${which} }]" in ${fileOf(hub)}.`
    : `Where the spoke agrees: "publish: [{ to: ${hub} }]" in ${fileOf(fullName)}.`;
};

const fileOf = (fullName: string): string => `${fullName}/${CONFIG_PATH}`;
