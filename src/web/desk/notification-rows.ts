import { html } from 'hono/html';
import { printable } from '../../core/printable.ts';
import { type ListedNotification } from '../../flow/desk-ports.ts';
import { type Html } from './layout.ts';
import { notificationPath } from './paths.ts';
import { stateTag } from './state-tag.ts';
import { when } from './when.ts';

/** A first column, such as check boxes. */
export interface LeadingColumn {
  readonly heading: Html;
  readonly cell: (notification: ListedNotification) => Html;
}

export interface RowsOptions {
  /** What the table shows, for who cannot see that. */
  readonly label: string;
  readonly now: number;
  readonly leading?: LeadingColumn;
}

/** Notifications as a table, each with the way to its own page. */
export const notificationRows = (
  notifications: readonly ListedNotification[],
  { label, now, leading }: RowsOptions,
): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="rows">
      <thead>
        <tr>
          ${leading && html`<th scope="col" class="lead">${leading.heading}</th>`}
          <th scope="col">State</th>
          <th scope="col">From and to</th>
          <th scope="col">Event</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        ${notifications.map(
          (notification) =>
            html`<tr>
              ${leading && html`<td class="lead">${leading.cell(notification)}</td>`}
              ${cellsOf(notification, now)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const cellsOf = (notification: ListedNotification, now: number): Html => {
  const { id, state, reason, eventType, createdAt } = notification;
  return html`<td class="state">${stateTag(state)}</td>
    <td class="way">
      <a href="${notificationPath(id)}">${fromAndTo(notification)}</a>
      ${state !== 'delivered' && reason && html`<p class="reason">${printable(reason)}</p>`}
    </td>
    <td class="what"><code>${printable(eventType)}</code> ${origin(notification)}</td>
    <td class="when">${when(createdAt, now)}</td>`;
};

/** Each name by itself, so that no letters of one turn around what stands beside it. */
export const fromAndTo = ({ spoke, hub }: { readonly spoke: string; readonly hub: string }): Html =>
  html`<bdi>${printable(spoke)}</bdi> <span class="to" role="img" aria-label="to">→</span>
    <bdi>${printable(hub)}</bdi>`;

/** The event of which it tells, where its type does not say that already, and the branch or tag. */
const origin = ({ event, action, eventType, ref }: ListedNotification): Html => {
  const name = action === undefined ? event : `${event} ${action}`;
  const parts = [name === eventType ? undefined : name, ref?.replace(/^refs\/(heads|tags)\//, '')];
  const said = parts.filter((part) => part !== undefined).map(printable);
  return html`<span class="muted">${said.join(' · ')}</span>`;
};
