import { type CheckedRoute, type Finding } from '../core/config-report.ts';
import { type Declared, type Member } from '../core/in-force.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { mayWrite } from '../core/permissions.ts';
import { type Repository } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type Rule } from '../core/route.ts';
import { shownStanding, type ShownStanding, standingOf } from '../core/standing.ts';
import { type Verdict } from '../core/verdict.ts';
import { type GitHub } from './github-ports.ts';
import { createHistory } from './history.ts';
import { createListening, type Listening } from './listening.ts';
import { type Clock, type Store } from './ports.ts';

export interface CheckRoutesOptions {
  readonly store: Pick<Store, 'events'>;
  readonly github: Pick<GitHub, 'workflowFiles'>;
  readonly index: RouteIndex;
  readonly urls: GithubUrls;
  readonly botLogin: () => string | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** Each `notify` route of a file, as it would fare if the file were in force. */
export const checkRoutes = async (
  proposed: Declared,
  options: CheckRoutesOptions,
): Promise<readonly CheckedRoute[]> => {
  const index = options.index.with(proposed);
  const spoke = index.member(proposed.repository.id);
  const own = proposed.own.notify ?? [];
  if (!spoke || own.length === 0) return [];
  const listening = createListening(options.github);
  const history = await createHistory([proposed.repository], { ...options, index });
  const routes = index.routesOf(spoke).filter(({ kind }) => kind === 'notify');
  const checked: CheckedRoute[] = [];
  for (const route of routes) {
    const standing = standingOf(route, spoke, index);
    const shown = shownStanding(standing);
    if (!shown) continue;
    const hub = standing.mayShowHub ? standing.hub : undefined;
    checked.push({
      name: route.id.slice(route.id.lastIndexOf(':') + 1),
      target: route.hub ?? '',
      eventTypes: shown.eventTypes,
      installed: asFinding(shown.reach),
      permission: asFinding(shown.permission),
      accepted: asFinding(agreementOf(shown)),
      listens: await listensTo(shown, hub, listening),
      looked: history.looked,
      fires: history.firesOf(route.id),
      notes: notesOf(route.rule, spoke, index),
    });
  }
  return checked;
};

const asFinding = ({ passed, reason }: Verdict): Finding => ({ isGood: passed, text: reason });

const agreementOf = ({ consent, leak }: ShownStanding): Verdict => (consent.passed ? leak : consent);

/** Asked only where it matters: what can't be sent, nobody need hear. */
const listensTo = (shown: ShownStanding, hub: Member | undefined, listening: Listening): Promise<Finding> =>
  shown.stands && hub
    ? listening(hub.repository, shown.agreed, shown.route.rule)
    : Promise.resolve({
        isGood: undefined,
        text: 'Whether a workflow of the hub listens was not looked at.',
      });

/** What the route asks for and will not get. */
const notesOf = (rule: Rule, spoke: Member, index: RouteIndex): readonly string[] => [
  ...permissionNote(rule['on-failure'] === 'issue', 'issues', 'on-failure: issue', spoke.repository, index),
  ...(rule.report !== undefined && rule.report !== false && rule.on.issues !== undefined
    ? ['report: events of issues have no commit on which it could be shown']
    : []),
];

const permissionNote = (
  isWanted: boolean,
  permission: 'issues',
  key: string,
  repository: Repository,
  index: RouteIndex,
): readonly string[] => {
  const installation = index.installation(repository.installationId);
  return !isWanted || (installation && mayWrite(installation, permission))
    ? []
    : [`${key}: this installation does not grant "${permission}: write", so no issue is opened`];
};
