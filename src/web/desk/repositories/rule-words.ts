import { html } from 'hono/html';
import { renderDuration } from '../../../core/duration.ts';
import { type EventName } from '../../../core/event.ts';
import { EVENT_RULES } from '../../../core/filters.ts';
import { printable } from '../../../core/printable.ts';
import { type EventFilter, type Route, workflowOf, wantsReport } from '../../../core/route.ts';
import { type Html } from '../layout.ts';

/** What the words of a rule say: plain, or as it stands in the file. */
type Word = string | { readonly code: string };

/** When a route fires and what it sends then: one sentence each. */
export const ruleWords = (rule: Route['rule']): readonly Html[] =>
  sentencesOf(rule).map(
    (words) =>
      html`${words.map((word) =>
        typeof word === 'string' ? word : html`<code><bdi>${printable(word.code)}</bdi></code>`,
      )}`,
  );

const sentencesOf = (rule: Route['rule']): readonly (readonly Word[])[] => {
  const events = Object.entries(rule.on) as [EventName, EventFilter][];
  const workflow = workflowOf(rule);
  return [
    ...events.map(([name, filter]) => eventWords(name, filter)),
    ...(rule.if === undefined ? [] : [['Only if ', { code: rule.if }]]),
    ...(rule.forks === true ? [['Also for pull requests from forks.']] : []),
    ...(rule.chain === true ? [['Also for workflow runs that a notification started.']] : []),
    ...(workflow === undefined ? [] : [['Starts the workflow ', { code: workflow }, ...refOf(rule)]]),
    ...(rule['event-type'] === undefined ? [] : [['Sends it as ', { code: rule['event-type'] }]]),
    ...(rule.payload === undefined
      ? []
      : [['With fields of its own: ', ...listed(Object.keys(rule.payload))]]),
    ...(rule.coalesce === undefined
      ? []
      : [[`Waits ${renderDuration(rule.coalesce)} for more of the same, and sends one for all.`]]),
    ...(wantsReport(rule) ? [['Tells the commit how it went.']] : []),
    ...(rule['on-failure'] ? [['Opens an issue when it cannot be delivered.']] : []),
  ];
};

const refOf = (rule: Route['rule']): readonly Word[] => ('ref' in rule ? [' on ', { code: rule.ref }] : []);

/** `to` stands before a branch, where the event has one. */
const EVENTS: Readonly<Record<EventName, { readonly noun: string; readonly to?: string }>> = {
  push: { noun: 'On a push', to: ' to ' },
  pull_request: { noun: 'On a pull request', to: ' into ' },
  issues: { noun: 'On an issue' },
  release: { noun: 'On a release' },
  workflow_run: { noun: 'On a workflow run', to: ' on ' },
};

const eventWords = (name: EventName, filter: EventFilter): readonly Word[] => {
  const { types = EVENT_RULES[name].defaultTypes, workflows, branches, tags, paths } = filter;
  const { noun, to = '' } = EVENTS[name];
  const refs = [
    ...(branches ? [[to, ...listed(branches)]] : []),
    ...(filter['branches-ignore'] ? [[`${to}any branch but `, ...listed(filter['branches-ignore'])]] : []),
    ...(tags ? [[' of the tag ', ...listed(tags)]] : []),
    ...(filter['tags-ignore'] ? [[' of any tag but ', ...listed(filter['tags-ignore'])]] : []),
  ];
  return [
    noun,
    ...(types === undefined ? [] : [' (', ...listed(types), ')']),
    ...(workflows ? [' of ', ...listed(workflows)] : []),
    ...refs.flatMap((words, at) => (at === 0 ? words : [' or', ...words])),
    ...(paths ? [', which changes ', ...listed(paths)] : []),
    ...(filter['paths-ignore'] ? [', which changes more than ', ...listed(filter['paths-ignore'])] : []),
  ];
};

/** A hundred patterns are no sentence. */
const MOST = 8;

const listed = (texts: readonly string[]): readonly Word[] => {
  const shown = texts
    .slice(0, MOST)
    .flatMap((code, at): readonly Word[] => [...(at === 0 ? [] : [', ']), { code }]);
  return texts.length > MOST ? [...shown, ` and ${texts.length - MOST} more`] : shown;
};
