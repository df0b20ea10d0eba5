import { type DeskFilter, type Cursor, type ListedNotification } from '../../../flow/desk-ports.ts';
import { type JsonObject } from '../../../core/json.ts';
import { csvLine } from './csv.ts';
import { type Search } from './search.ts';

export const FORMATS = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const;
export type Format = keyof typeof FORMATS;

export const isFormat = (text: string): text is Format => Object.hasOwn(FORMATS, text);

/** Rows of one question to the store; so many are in memory at once, whoever reads slowly. */
const BATCH = 500;

/** How it ended. `isWhole`: the reader was there to the end. */
export interface Exported {
  readonly count: number;
  readonly isWhole: boolean;
}

export interface ExportOptions {
  readonly search: Search;
  readonly filter: DeskFilter;
  readonly format: Format;
  /** Called once, when nothing more is sent. */
  readonly onEnd: (exported: Exported) => Promise<void>;
}

/** Asks for a page when the one before was taken; a reader that goes away ends it. */
export const exportStream = ({
  search,
  filter,
  format,
  onEnd,
}: ExportOptions): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const lineOf = format === 'csv' ? csvLineOf : jsonLineOf;
  let count = 0;
  let before: Cursor | undefined;
  let isOver = false;
  const end = async (isWhole: boolean): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await onEnd({ count, isWhole });
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (format === 'csv') controller.enqueue(encoder.encode(csvLine(Object.keys(COLUMNS))));
      },
      pull: async (controller) => {
        try {
          // What was looked through in vain is no page: a reader is asked for nothing as long as there is nothing.
          for (;;) {
            const page = await search(filter, { limit: BATCH, ...(before && { before }) });
            if (isOver) return;
            count += page.notifications.length;
            before = page.next;
            if (page.notifications.length > 0) {
              controller.enqueue(encoder.encode(page.notifications.map(lineOf).join('')));
            }
            if (!before) {
              await end(true);
              controller.close();
            }
            if (!before || page.notifications.length > 0) return;
          }
        } catch (error) {
          await end(false);
          throw error;
        }
      },
      cancel: () => end(false),
    },
    { highWaterMark: 1 },
  );
};

const jsonLineOf = (one: ListedNotification): string => `${JSON.stringify(one)}\n`;

const timeOf = (at: number): string => new Date(at).toISOString();

const COLUMNS: Readonly<Record<string, (one: ListedNotification) => string | number | undefined>> = {
  id: ({ id }) => id,
  created_at: ({ createdAt }) => timeOf(createdAt),
  updated_at: ({ updatedAt }) => timeOf(updatedAt),
  state: ({ state }) => state,
  event: ({ event }) => event,
  action: ({ action }) => action,
  event_type: ({ eventType }) => eventType,
  spoke: ({ spoke }) => spoke,
  hub: ({ hub }) => hub,
  ref: ({ ref }) => ref,
  route: ({ route }) => route,
  attempts: ({ lastAttempt }) => lastAttempt,
  code: ({ code }) => code,
  reason: ({ reason }) => reason,
  event_id: ({ eventId }) => eventId,
};

const csvLineOf = (one: ListedNotification): string =>
  csvLine(Object.values(COLUMNS).map((column) => column(one)));

/** For the audit log, without what was not asked. */
export const filterOf = (filter: DeskFilter): JsonObject => ({
  ...filter,
  ...(filter.states && { states: [...filter.states] }),
});
