import { type Event } from './event.ts';
import { textAt } from './json.ts';
import { longestOf, type Step } from './lineage.ts';
import { nameKey } from './repository.ts';
import { type PolicyRule, type Question } from './question.ts';
import { fail, pass } from './verdict.ts';

/** So many times `max-hops` may notifications follow one another before that counts as a loop whose chain was dropped. */
const STREAK = 3;

export const notByOurBot: PolicyRule = ({ event, botLogin }) => {
  const rule = 'policy.bot';
  if (botLogin === undefined || nameKey(event.sender ?? '') !== nameKey(botLogin))
    return pass(rule, 'our own bot did not cause it');
  // GitHub names whoever sent the dispatch as the one who caused the run; `chain` speaks of those.
  return wasDispatched(event)
    ? pass(rule, `${botLogin} started this run by a dispatch`)
    : fail(rule, `${botLogin} itself caused this event`);
};

export const chainsAreWelcome: PolicyRule = ({ event, route }) => {
  const rule = 'policy.chain';
  if (!wasDispatched(event)) return pass(rule, 'no dispatch started it');
  if (route.rule.chain === true)
    return pass(rule, 'a dispatch started this run, and the route says chain: true');
  return fail(rule, 'a dispatch started this run, and the route does not say chain: true');
};

/** People start workflows by hand too (workflow_dispatch): only what a bot started can be an echo of us. */
const wasDispatched = ({ name, payload }: Event): boolean => {
  if (name !== 'workflow_run') return false;
  const cause = textAt(payload, 'workflow_run.event');
  if (cause === 'repository_dispatch') return true;
  return cause === 'workflow_dispatch' && textAt(payload, 'workflow_run.triggering_actor.type') === 'Bot';
};

export const fewHops: PolicyRule = (question) => {
  const rule = 'policy.hops';
  const chain = chainOf(question);
  const { most, source } = mostHops(question);
  const hop = `hop ${chain.length} of at most ${most}${source}`;
  return chain.length <= most ? pass(rule, hop) : fail(rule, `${hop}: it came through ${namesOf(chain)}`);
};

export const noRepositoryTwice: PolicyRule = ({ lineage, spoke, hub }) => {
  const rule = 'policy.loop';
  for (const chain of lineage.chains) {
    const ids = chain.map(({ id }) => id);
    const { id, fullName } = spoke.repository;
    if (ids.indexOf(id) < ids.length - 1)
      return fail(rule, `this is a loop: ${fullName} was in the chain already: ${namesOf(chain)}`);
    if (hub && ids.includes(hub.repository.id))
      return fail(
        rule,
        `this would be a loop: ${hub.repository.fullName} is in the chain that led here: ${namesOf(chain)}`,
      );
  }
  return pass(
    rule,
    lineage.chains.length === 0 ? 'no notification is known to have led here' : 'no repository twice',
  );
};

/** The way out where a hub's workflow does not hand `relay.id` on. */
export const noEndlessStreak: PolicyRule = (question) => {
  const rule = 'policy.streak';
  const { streak } = question.lineage;
  if (streak === 0) return pass(rule, `${question.spoke.repository.fullName} was told nothing just before`);
  const most = mostHops(question).most * STREAK;
  const found = `${streak} notifications in a row, each soon after the one before, may have led here`;
  if (streak < most) return pass(rule, `${found}; fewer than ${most}`);
  return fail(
    rule,
    `${found}: that looks like a loop. It goes on after ten minutes of rest; ` +
      'a workflow that puts relay.id into its run-name and its commits is never mistaken for one',
  );
};

const chainOf = ({ lineage, spoke: { repository } }: Question): readonly Step[] =>
  longestOf(lineage.chains, { id: repository.id, name: repository.fullName });

/** Both sides have to agree to a longer chain. */
const mostHops = ({ spoke, hub }: Question): { readonly most: number; readonly source: string } => {
  const [strictest = spoke] = [spoke, ...(hub ? [hub] : [])].toSorted(
    (a, b) => a.config['max-hops'] - b.config['max-hops'],
  );
  return {
    most: strictest.config['max-hops'],
    source: ` (max-hops of ${strictest.sources['max-hops'].definedIn})`,
  };
};

const namesOf = (chain: readonly Step[]): string => chain.map(({ name }) => name).join(' → ');
