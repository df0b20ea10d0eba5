import { html } from 'hono/html';
import { endpointIn } from '../../../core/endpoint.ts';
import { printable } from '../../../core/printable.ts';
import { type Notification } from '../../../flow/notification-ports.ts';
import { type Html } from '../layout.ts';
import { outsideLink } from '../outside-link.ts';
import { repositoryPath } from '../paths.ts';
import { UNSEEN } from '../veil.ts';
import { mayRead } from '../viewer.ts';
import { exactTime } from '../when.ts';
import { type NotificationParts } from './notification-page.ts';

/** What it is, as a list of terms. */
export const aboutNotification = (parts: NotificationParts): Html => {
  const { notification } = parts.story;
  const { ref, source, lane, chain } = notification;
  const terms: readonly (readonly [string, Html | string | undefined])[] = [
    ['Spoke', repository(notification.spoke, parts.server)],
    ['Hub', repository(notification.hub, parts.server)],
    ['Target', targetOf(notification)],
    ['Route', code(notification.route)],
    ['Branch or tag', ref === undefined ? undefined : code(ref)],
    ['Came through', chain.length > 1 ? way(parts) : undefined],
    ['Spoke speaks by', source && html`the source <b>${printable(source.name)}</b>, not the App`],
    ['Lane', lane === undefined ? undefined : laneOf(lane)],
    ['Happened', html`<time>${exactTime(notification.occurredAt)}</time>`],
    ['Last change', html`<time>${exactTime(notification.updatedAt)}</time>`],
    ['Event', event(notification.eventId)],
    ['Notification', code(notification.id)],
    ['Stands for', burst(notification)],
  ];
  return html`<dl class="about-notification">
    ${terms.map(([term, what]) =>
      what === undefined
        ? ''
        : html`<div>
            <dt>${term}</dt>
            <dd>${what}</dd>
          </div>`,
    )}
  </dl>`;
};

const code = (text: string): Html => html`<code>${printable(text)}</code>`;

const event = (id: string): Html =>
  html`${code(id)} <span class="muted">·</span> <a href="/try?event=${encodeURIComponent(id)}">try it</a>`;

const repository = (name: string, server: string): Html => {
  const path = endpointIn(name) === undefined ? repositoryPath(name) : undefined;
  if (path === undefined) return html`<bdi>${printable(name)}</bdi>`;
  return html`<a href="${path}"><bdi>${printable(name)}</bdi></a>
    <span class="muted">·</span> ${outsideLink(`${server}/${name}`, 'on GitHub')}`;
};

const targetOf = ({ target }: Notification): Html | string => {
  if (!target) return html`a <code>repository_dispatch</code>`;
  return target.kind === 'workflow'
    ? html`the workflow <code>${printable(target.workflow)}</code> on <code>${printable(target.ref)}</code>`
    : html`the endpoint <code>${printable(target.endpoint)}</code>`;
};

const laneOf = (lane: number): string => (lane < 0 ? 'of the endpoint' : `installation ${lane}`);

/** The repositories that led to it, its spoke last. */
const way = ({ story: { notification }, nameOf, viewer }: NotificationParts): Html =>
  html`${notification.chain.map((id, index) => {
    const name = mayRead(viewer, id) ? (nameOf(id) ?? `repository ${id}`) : UNSEEN;
    return html`${index > 0 ? html` <span role="img" aria-label="to">→</span> ` : ''}<bdi
        >${printable(name)}</bdi
      >`;
  })}`;

const MOST_EVENTS = 20;

/** A burst's events, newest first: of a long one the oldest are only counted. */
const burst = ({ coalesced = [] }: Notification): Html | undefined => {
  if (coalesced.length < 2) return undefined;
  const older = coalesced.length - MOST_EVENTS;
  return html`<details>
    <summary>${coalesced.length} events of one burst, newest first</summary>
    <ul>
      ${coalesced
        .slice(-MOST_EVENTS)
        .toReversed()
        .map((event) => html`<li>${code(event)}</li>`)}
      ${older > 0 ? html`<li>and ${older} older</li>` : ''}
    </ul>
  </details>`;
};
