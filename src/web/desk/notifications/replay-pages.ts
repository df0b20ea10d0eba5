import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { type State } from '../../../core/lifecycle.ts';
import { type ReplayPreview } from '../../../flow/replay.ts';
import { counted, grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { fromAndTo } from '../notification-rows.ts';
import { notificationPath } from '../paths.ts';
import { stateTag } from '../state-tag.ts';
import { type Veil } from '../veil.ts';
import { addressOf, type ReadFilter } from './filter.ts';
import { type Asked } from './replay-selection.ts';

const LIST = '/notifications';

export interface ConfirmationParts {
  readonly preview: ReplayPreview;
  readonly replayable: readonly State[];
  readonly leftAlone: readonly State[];
  /** As they were asked for, to go back to; and as they will be sent, with fixed times. */
  readonly asked: ReadFilter['values'];
  readonly fixed: ReadFilter['values'];
}

export const confirmationPage = ({ preview, replayable, leftAlone, asked, fixed }: ConfirmationParts): Html =>
  html`<h1>Replay all that match?</h1>
    ${
      preview.count === 0
        ? html`<p class="notice">
            None of what matches is ${replayable.join(' or ')}: there is nothing to replay.
          </p>`
        : html`<p>
              ${counted(preview.count, 'notification')} (${replayable.join(' or ')}) would be sent again,
              under ${preview.count === 1 ? 'its id' : 'their ids'}, so that a hub can drop what it has
              already. A hub that is not tried any more is tried again.
            </p>
            ${hubs(preview)}`
    }
    ${
      leftAlone.length === 0
        ? ''
        : html`<p class="muted">
            What is ${leftAlone.join(', or ')} is left alone: it is on its way, or is never sent.
          </p>`
    }
    <form method="post" action="/notifications/replay" class="replay-actions">
      <input type="hidden" name="all" value="yes" />
      ${fixed.map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`)}
      ${
        preview.count === 0
          ? ''
          : html`<button class="chief" type="submit">
              Replay ${counted(preview.count, 'notification')}
            </button>`
      }
      <a href="${addressOf(LIST, asked)}">Back to the list</a>
    </form>`;

const hubs = ({ hubs }: ReplayPreview): Html =>
  html`<div class="scroll counts" tabindex="0" role="region" aria-label="How many for each hub">
    <table>
      <thead>
        <tr>
          <th scope="col">Hub</th>
          <th scope="col" class="number">Notifications</th>
        </tr>
      </thead>
      <tbody>
        ${hubs.map(
          ({ hub, count }) =>
            html`<tr>
              <td>${printable(hub)}</td>
              <td class="number">${grouped(count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Where replaying by a filter can't be. */
export const noConfirmationPage = (why: string, asked: ReadFilter['values']): Html =>
  html`<h1>Replay all that match</h1>
    <p class="notice bad">${why}</p>
    <p><a href="${addressOf(LIST, asked)}">Back to the list</a></p>`;

export interface ResultParts {
  readonly sent: readonly Asked[];
  readonly left: readonly Asked[];
  readonly unknown: number;
  /** Of a filter. */
  readonly count?: number;
  readonly veil: Veil;
}

/** What became of a replay; it may be loaded again, and sends nothing. */
export const resultPage = ({ sent, left, unknown, count, veil }: ResultParts): Html => {
  const replayed = count ?? sent.length;
  const parts = [
    `${grouped(replayed)} replayed`,
    ...(left.length > 0 ? [`${left.length} left alone`] : []),
    ...(unknown > 0 ? [`${unknown} not on record`] : []),
  ];
  return html`<h1>Replay</h1>
    <p class="notice ${replayed > 0 ? 'good' : ''}" role="status">
      ${parts.join(', ')}.
      ${replayed > 0 ? 'What was replayed is due at once, and leaves as soon as its lane has room.' : ''}
    </p>
    ${
      sent.length === 0
        ? ''
        : html`<h2>Replayed</h2>
            ${list(sent, veil)}`
    }
    ${
      left.length === 0
        ? ''
        : html`<h2>Left alone</h2>
            ${list(left, veil)}`
    }
    ${unknown === 0 ? '' : html`<p class="muted">What is not on record was deleted, or never was there.</p>`}
    <p><a href="${LIST}">To the notifications</a></p>`;
};

const list = (all: readonly Asked[], veil: Veil): Html =>
  html`<ul class="replayed">
    ${all.map(
      ({ notification, why }) =>
        html`<li>
          ${stateTag(notification.state)}
          <a href="${notificationPath(notification.id)}">${fromAndTo(notification)}</a>
          <code>${printable(veil(notification.eventType))}</code>
          ${why === undefined ? '' : html`<p class="reason">${printable(veil(why))}</p>`}
        </li>`,
    )}
  </ul>`;
