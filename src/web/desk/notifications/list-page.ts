import { html } from 'hono/html';
import { REPLAYABLE } from '../../../core/lifecycle.ts';
import { printable } from '../../../core/printable.ts';
import { type FoundNotifications, type ListedNotification } from '../../../flow/desk-ports.ts';
import { type Html } from '../layout.ts';
import { notificationRows } from '../notification-rows.ts';
import { mayReplay, type Viewer } from '../viewer.ts';
import { exactTime } from '../when.ts';
import { activeFilters, filterForm } from './filter-form.ts';
import { addressOf, cursorText, type ReadFilter } from './filter.ts';

export const PAGE_SIZE = 50;

export interface ListParts {
  readonly read: ReadFilter;
  /** Absent where the filter has a problem. */
  readonly found?: FoundNotifications;
  readonly viewer: Viewer;
  readonly now: number;
}

const LIST = '/notifications';

export const listPage = (parts: ListParts): Html =>
  html`<h1>Notifications</h1>
    ${filterForm(parts.read)} ${activeFilters(parts.read)}
    ${
      parts.found
        ? results(parts, parts.found)
        : html`<p class="notice bad" role="alert">
            Nothing was searched: correct what is marked above, or <a href="${LIST}">begin anew</a>.
          </p>`
    }`;

const results = (parts: ListParts, found: FoundNotifications): Html => {
  const { notifications } = found;
  if (notifications.length === 0)
    return html`${further(parts, found) ?? nothing(parts)} ${pages(parts, found)}`;
  return html`<form method="post" action="/notifications/replay" class="selection">
      ${notificationRows(notifications, { label: 'Notifications', now: parts.now, leading: selecting(parts.viewer) })}
      <div class="replay-actions">
        <button type="submit">Replay selected<span data-selected></span></button>
        ${
          parts.viewer.isOperator
            ? html`<a href="${addressOf('/notifications/replay', parts.read.values)}"
                >Replay all that match…</a
              >`
            : ''
        }
        <span class="export"
          >Export as
          ${(['csv', 'ndjson'] as const).map(
            (format) =>
              html`<a href="${addressOf('/notifications/export', parts.read.values, { format })}" download
                >${format.toUpperCase()}</a
              > `,
          )}</span
        >
      </div>
    </form>
    ${further(parts, found) ?? ''} ${pages(parts, found)}`;
};

/** Only what a replay would send again, and what is theirs to send. */
const selecting = (viewer: Viewer) => ({
  heading: html`<span class="unseen">Select</span>
    <input type="checkbox" data-select-all hidden aria-label="Select all on this page" />`,
  cell: (one: ListedNotification): Html => {
    if (!REPLAYABLE.includes(one.state) || !mayReplay(viewer, one)) return html``;
    const name = printable(`${one.eventType} from ${one.spoke} to ${one.hub}, ${one.state}, ${one.id}`);
    return html`<input type="checkbox" name="id" value="${one.id}" aria-label="Select ${name}" />`;
  },
});

/** One search looks at so many rows and no more: what it looked at is said, and a script goes on from there. */
const further = (
  { read }: ListParts,
  { isCut, next, notifications }: FoundNotifications,
): Html | undefined => {
  if (!isCut || !next) return undefined;
  const href = addressOf(LIST, read.values, { before: cursorText(next) });
  return html`<div class="notice" data-further role="status">
    Looked back to <span data-further-time>${exactTime(next.createdAt)}</span> and found
    <span data-further-count>${notifications.length}</span> so far.
    <a href="${href}" data-further-link>Look further back</a>
    <button type="button" data-further-stop hidden>Stop</button>
  </div>`;
};

const pages = ({ read }: ListParts, { isCut, next }: FoundNotifications): Html | '' => {
  const older = next && !isCut ? addressOf(LIST, read.values, { before: cursorText(next) }) : undefined;
  if (older === undefined && !read.before) return '';
  return html`<nav class="list-pages" aria-label="Pages of the list">
    ${read.before ? html`<a href="${addressOf(LIST, read.values)}">Newest</a>` : ''}
    ${older === undefined ? '' : html`<a href="${older}" rel="next">Older</a>`}
  </nav>`;
};

const nothing = ({ read, viewer }: ListParts): Html => {
  if (read.before) return html`<p class="notice">There is nothing older.</p>`;
  if (read.values.length > 0) {
    return html`<p class="notice">
      Nothing matches. Take a filter away above, or <a href="${LIST}">look at all notifications</a>.
    </p>`;
  }
  if (!viewer.isOperator) {
    return html`<p class="notice">
      There is no notification yet between repositories that you can read. What is sent from one that you
      cannot read, or to one, is not shown here.
    </p>`;
  }
  return html`<p class="notice">
    There is no notification yet. The first one comes with the first event that a route is for: write
    <code>.github/hub-relay.yml</code> in a spoke, or <a href="/try">try</a> what a file would do.
  </p>`;
};
