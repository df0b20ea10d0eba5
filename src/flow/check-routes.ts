import { type CheckedRoute, type Finding } from '../core/config-report.ts';
import { type Declared, type Member } from '../core/in-force.ts';
import { mayWrite } from '../core/permissions.ts';
import { type Route, type Rule, targetTitle, wantsReport } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { shownStanding, type ShownStanding, standingOf } from '../core/standing.ts';
import { type Verdict } from '../core/verdict.ts';
import { type Inquiry } from './inquiry.ts';
import { type Listening } from './listening.ts';

/** Each `notify` route of a file, as it would fare if the file were in force. */
export const checkRoutes = async (
  { repository, own }: Declared,
  { index, listening, history, budget }: Inquiry,
): Promise<readonly CheckedRoute[]> => {
  const spoke = index.member(repository.id);
  if (!spoke || (own.notify ?? []).length === 0) return [];
  const past = await history([repository]);
  const checked: CheckedRoute[] = [];
  for (const route of index.routesOf(spoke).filter(({ kind }) => kind === 'notify')) {
    const standing = await budget.spend(() => standingOf(route, spoke, index));
    const shown = standing && shownStanding(standing);
    if (!shown) {
      checked.push({ ...about(route), ...UNASKED });
      continue;
    }
    const hub = standing.mayShowHub ? standing.hub : undefined;
    checked.push({
      ...about(route),
      eventTypes: shown.eventTypes,
      installed: asFinding(shown.reach),
      permission: asFinding(shown.permission),
      accepted: asFinding(agreementOf(shown)),
      listens: await listensTo(shown, hub, listening),
      looked: past.looked,
      // Of what waits for a permission that nobody may know of, nobody may know that it would have been sent.
      fires: standing.mayShowHub || shown.stands ? past.firesOf(route.id) : [],
      notes: notesOf(route.rule, spoke, index),
    });
  }
  return checked;
};

const about = (route: Route): Pick<CheckedRoute, 'name' | 'target'> => ({
  name: route.id.slice(route.id.lastIndexOf(':') + 1),
  target: targetTitle(route),
});

const NO_TIME: Finding = { isGood: undefined, text: 'There was no time to look at it.' };

const UNASKED: Omit<CheckedRoute, 'name' | 'target'> = {
  eventTypes: [],
  installed: NO_TIME,
  permission: NO_TIME,
  accepted: NO_TIME,
  listens: NO_TIME,
  looked: 0,
  fires: [],
  notes: [],
};

const asFinding = ({ passed, reason }: Verdict): Finding => ({ isGood: passed, text: reason });

const agreementOf = ({ consent, leak }: ShownStanding): Verdict => (consent.passed ? leak : consent);

/** Asked only where it matters: what can't be sent, nobody need hear. */
const listensTo = (shown: ShownStanding, hub: Member | undefined, listening: Listening): Promise<Finding> =>
  shown.stands && hub
    ? listening(hub.repository, shown.agreed, shown.route.rule)
    : Promise.resolve({
        isGood: undefined,
        text: shown.route.endpoint === undefined ? NOT_LOOKED_AT : 'An endpoint has no workflows.',
      });

const NOT_LOOKED_AT = 'Whether a workflow of the hub listens was not looked at.';

/** What the route asks for and will not get. */
const notesOf = (rule: Rule, { repository }: Member, index: RouteIndex): readonly string[] => {
  const installation = index.installation(repository.installationId);
  const hasNoIssue = rule['on-failure'] === 'issue' && !(installation && mayWrite(installation, 'issues'));
  const hasNoCommit = wantsReport(rule) && rule.on.issues !== undefined;
  return [
    ...(hasNoIssue
      ? ['on-failure: issue: this installation does not grant "issues: write", so no issue is opened']
      : []),
    ...(hasNoCommit ? ['report: events of issues have no commit on which it could be shown'] : []),
  ];
};
