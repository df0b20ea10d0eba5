import { type DeskFilter } from '../../../flow/desk-ports.ts';
import { type ReplayFilter } from '../../../flow/notification-ports.ts';
import { createReplay, type Replay } from '../../../flow/replay.ts';
import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { type Html, layout } from '../layout.ts';
import { problemPage } from '../problem-page.ts';
import { veilFor } from '../veil.ts';
import { addressOf, type Field, readFilter, type ReadFilter } from './filter.ts';
import { confirmationPage, noConfirmationPage, resultPage } from './replay-pages.ts';
import { MOST_SELECTED, replayableOf, replaySelection } from './replay-selection.ts';

const PATH = '/notifications/replay';
const RESULT = '/notifications/replayed';

/**
 * Sends again what was selected, or for operators all that a filter matches. A POST is answered with the way to what
 * became of it: loading that again replays nothing.
 */
export const addReplay = (app: DeskApp, options: DeskOptions): void => {
  const { store, clock, log, index, changed } = options;

  const replayFor = ({ var: { viewer } }: DeskContext): Replay =>
    createReplay({ store, clock, actor: viewer.actor, log });

  const show = (context: DeskContext, content: Html, status: 200 | 400 | 403 = 200) =>
    context.html(
      layout({ title: 'Replay', viewer: context.var.viewer, section: '/notifications', content }),
      status,
    );

  const filterIn = (address: URLSearchParams) => {
    const read = readFilter(address, clock.now());
    return { read, problem: whyNotAll(read) };
  };

  app.get(PATH, async (context) => {
    const { read, problem } = filterIn(new URL(context.req.url).searchParams);
    if (!context.var.viewer.isOperator)
      return show(context, noConfirmationPage(OPERATORS_ONLY, read.values), 403);
    if (problem !== undefined) return show(context, noConfirmationPage(problem, read.values), 400);
    const fixed = fixedIn(read, clock.now());
    const { filter, values } = readFilter(new URLSearchParams(fixed), clock.now());
    const { replayable, leftAlone } = replayableOf(filter.states);
    const replay = replayFor(context);
    const previews = [];
    for (const state of replayable) previews.push(await replay.preview(replayFilterOf(filter, state)));
    return show(
      context,
      confirmationPage({
        preview: sumOf(previews),
        replayable,
        leftAlone,
        asked: read.values,
        fixed: values,
      }),
    );
  });

  const replayAll = async (context: DeskContext, form: URLSearchParams) => {
    form.delete('all');
    const { read, problem } = filterIn(form);
    if (!context.var.viewer.isOperator)
      return show(context, noConfirmationPage(OPERATORS_ONLY, read.values), 403);
    if (problem !== undefined) return show(context, noConfirmationPage(problem, read.values), 400);
    const replay = replayFor(context);
    let count = 0;
    for (const state of replayableOf(read.filter.states).replayable) {
      count += await replay.all(replayFilterOf(read.filter, state));
    }
    changed();
    return context.redirect(addressOf(RESULT, [], { count: String(count) }), 303);
  };

  app.post(PATH, async (context) => {
    const form = await formOf(context);
    if (form.get('all') === 'yes') return replayAll(context, form);
    const ids = [...new Set(form.getAll('id'))];
    if (ids.length === 0 || ids.length > MOST_SELECTED) {
      const sentence = ids.length === 0 ? NONE_SELECTED : TOO_MANY;
      return problemPage(context, 400, {
        title: 'Replay',
        sentence,
        way: ['/notifications', 'To the notifications'],
      });
    }
    const { viewer } = context.var;
    const done = await replaySelection(
      { find: (id) => store.notifications.find(id), replay: replayFor(context), viewer },
      ids,
      { dryRun: false },
    );
    changed();
    const result = new URLSearchParams(
      done.asked.map(({ notification: { id }, why }): [string, string] => [why ? 'left' : 'sent', id]),
    );
    if (done.unknown > 0) result.set('unknown', String(done.unknown));
    return context.redirect(`${RESULT}?${result.toString()}`, 303);
  });

  app.get(RESULT, async (context) => {
    const { viewer } = context.var;
    const asked = (name: string) =>
      replaySelection(
        { find: (id) => store.notifications.find(id), replay: replayFor(context), viewer },
        (context.req.queries(name) ?? []).slice(0, MOST_SELECTED),
        { dryRun: true },
      );
    const [sent, left] = [await asked('sent'), await asked('left')];
    const count = context.req.query('count');
    return show(
      context,
      resultPage({
        // Why one would be left alone now is not what became of it then.
        sent: sent.asked.map(({ notification }) => ({ notification })),
        left: left.asked.map(({ notification, why = CHANGED }) => ({ notification, why })),
        unknown: sent.unknown + left.unknown + numberIn(context.req.query('unknown')),
        ...(count !== undefined && { count: numberIn(count) }),
        veil: veilFor(viewer, index),
      }),
    );
  });
};

/** What is a file in it is none of ours. */
const formOf = async ({ req }: DeskContext): Promise<URLSearchParams> => {
  const fields = new URLSearchParams();
  for (const [name, value] of await req.formData()) if (typeof value === 'string') fields.append(name, value);
  return fields;
};

const OPERATORS_ONLY = 'Only operators replay by a filter. Select notifications in the list instead.';
const NONE_SELECTED = 'Nothing was selected: mark at least one notification in the list.';
const TOO_MANY = `At most ${MOST_SELECTED} are replayed at once: mark fewer, or replay all that match a filter.`;
const CHANGED = 'It changed at that very moment: it can be replayed now.';

const numberIn = (text = '0'): number => (/^\d{1,12}$/.test(text) ? Number(text) : 0);

/** What only a search can look for. */
const SEARCH_ONLY: readonly Field[] = ['event', 'text', 'repository'];

const whyNotAll = ({ problems, values }: ReadFilter): string | undefined => {
  if (problems.length > 0)
    return problems.map(({ field, text }) => `${field ?? 'filter'}: ${text}`).join(' ');
  const more = values.map(([field]) => field).filter((field) => SEARCH_ONLY.includes(field));
  return more.length === 0
    ? undefined
    : `All that match can be replayed by state, hub, spoke, event type and time, but not by ${more.join(' or ')}: take that away, or select notifications in the list.`;
};

/** What comes between the question and its answer was not asked about. */
const fixedIn = ({ values, filter }: ReadFilter, now: number): [string, string][] => [
  ...values
    .filter(([field]) => field !== 'since' && field !== 'until')
    .map(([...pair]): [string, string] => pair),
  ...(filter.since === undefined
    ? []
    : ([['since', new Date(filter.since).toISOString()]] as [string, string][])),
  ['until', new Date(filter.until ?? now + 1).toISOString()],
];

const replayFilterOf = (
  { spoke, hub, eventType, since, until }: DeskFilter,
  state: ReplayFilter['state'] & string,
): ReplayFilter => ({
  state,
  ...(spoke !== undefined && { spoke }),
  ...(hub !== undefined && { hub }),
  ...(eventType !== undefined && { eventType }),
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
});

const sumOf = (previews: readonly Awaited<ReturnType<Replay['preview']>>[]) => {
  const counts = new Map<string, number>();
  for (const { hub, count } of previews.flatMap(({ hubs }) => hubs)) {
    counts.set(hub, (counts.get(hub) ?? 0) + count);
  }
  const hubs = [...counts].map(([hub, count]) => ({ hub, count }));
  return {
    count: previews.reduce((sum, { count }) => sum + count, 0),
    hubs: hubs.toSorted((one, other) => other.count - one.count),
  };
};
