import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';
import { veilFor } from '../veil.ts';
import { exportStream, filterOf, FORMATS, isFormat } from './export.ts';
import { addressOf, readFilter } from './filter.ts';
import { listPage, PAGE_SIZE, type ListParts } from './list-page.ts';
import { addNotification } from './notification.ts';
import { addReplay } from './replay.ts';
import { type Search, searchFor } from './search.ts';

const LIST = '/notifications';

export const addNotifications = (app: DeskApp, options: DeskOptions): void => {
  addList(app, options);
  addExport(app, options);
  addReplay(app, options);
  // Last: an id may look like anything.
  addNotification(app, options);
};

const searchOf = (context: DeskContext, { store, index }: DeskOptions): Search =>
  searchFor(store.desk, context.var.viewer, veilFor(context.var.viewer, index));

const addressIn = (context: DeskContext): URLSearchParams => new URL(context.req.url).searchParams;

const addList = (app: DeskApp, options: DeskOptions): void => {
  app.get(LIST, async (context) => {
    const address = addressIn(context);
    const now = options.clock.now();
    const read = readFilter(address, now);
    if (read.problems.length > 0) return showList(context, { read, now }, 400);
    // A form sends its empty fields too; an address that is passed on need not have them.
    if ([...address.values()].includes('')) return context.redirect(addressOf(LIST, read.values), 303);
    const found = await searchOf(context, options)(read.filter, {
      limit: PAGE_SIZE,
      ...(read.before && { before: read.before }),
    });
    return showList(context, { read, now, found });
  });
};

const showList = (context: DeskContext, parts: Omit<ListParts, 'viewer'>, status: 200 | 400 = 200) => {
  const { viewer } = context.var;
  return context.html(
    layout({
      title: 'Notifications',
      viewer,
      section: '/notifications',
      scripts: ['notifications'],
      content: listPage({ ...parts, viewer }),
    }),
    status,
  );
};

const addExport = (app: DeskApp, options: DeskOptions): void => {
  const { store, clock, log } = options;
  app.get(`${LIST}/export`, (context) => {
    const now = clock.now();
    const read = readFilter(addressIn(context), now);
    const format = context.req.query('format') ?? '';
    const problems = [...read.problems, ...(isFormat(format) ? [] : [{ text: UNKNOWN_FORMAT }])];
    if (!isFormat(format) || problems.length > 0)
      return showList(context, { read: { ...read, problems }, now }, 400);
    const { actor } = context.var.viewer;
    const stream = exportStream({
      search: searchOf(context, options),
      filter: read.filter,
      format,
      onEnd: ({ count, isWhole }) =>
        store.audit.note({
          at: clock.now(),
          kind: 'exported',
          actor,
          content: { format, filter: filterOf(read.filter), count, whole: isWhole },
        }),
    });
    log.info({ actor, format }, 'notifications are exported');
    return context.body(stream, 200, {
      'content-type': FORMATS[format],
      'content-disposition': `attachment; filename="${fileName(format, now)}"`,
    });
  });
};

const UNKNOWN_FORMAT = 'There is no such format: use "csv" or "ndjson".';

/** "notifications-2026-11-23T19-27-15Z.csv" */
const fileName = (format: string, now: number): string =>
  `notifications-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.${format}`;
