import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { type Repository } from '../../../core/repository.ts';
import { type FoundNotifications, type Pair } from '../../../flow/desk-ports.ts';
import { type Html } from '../layout.ts';
import { notificationRows } from '../notification-rows.ts';
import { notificationsPath, repositoryPath } from '../paths.ts';

export interface Activity {
  readonly repository: Repository;
  /** Of the last day. */
  readonly pairs: readonly Pair[];
  readonly newest: FoundNotifications;
  readonly now: number;
}

/** What came of its routes. */
export const activitySection = ({ repository, pairs, newest, now }: Activity): Html =>
  html`<section aria-labelledby="did">
    <h2 id="did">What they did</h2>
    ${pairs.length === 0 ? html`<p class="muted">Nothing ended in the last day.</p>` : pairTable(pairs)}
    <h3>The newest notifications</h3>
    ${
      newest.notifications.length === 0
        ? html`<p class="muted">There are none.</p>`
        : notificationRows(newest.notifications, { label: 'The newest notifications', now })
    }
    ${
      newest.next &&
      html`<p>
        <a href="${notificationsPath({ repository: repository.fullName })}">All of this repository</a>
      </p>`
    }
  </section>`;

const pairTable = (pairs: readonly Pair[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="How notifications of the last day ended">
    <table class="pairs">
      <thead>
        <tr>
          <th scope="col">In the last day, from and to</th>
          <th scope="col" class="number">Delivered</th>
          <th scope="col" class="number">Dead</th>
          <th scope="col" class="number">Refused</th>
        </tr>
      </thead>
      <tbody>
        ${pairs.map(
          ({ spoke, hub, delivered, dead, refused }) =>
            html`<tr>
              <th scope="row">
                ${name(spoke)} <span class="to" role="img" aria-label="to">→</span> ${name(hub)}
              </th>
              <td class="number">${counted(delivered)}</td>
              <td class="number ${dead > 0 ? 'bad' : ''}">${counted(dead)}</td>
              <td class="number">${counted(refused)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const counted = (count: number): string => count.toLocaleString('en-US');

const name = (fullName: string): Html => {
  const path = repositoryPath(fullName);
  const shown = html`<bdi>${printable(fullName)}</bdi>`;
  return path === undefined ? shown : html`<a href="${path}">${shown}</a>`;
};
