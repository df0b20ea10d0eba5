import { html } from 'hono/html';
import { REPLAYABLE } from '../../../core/lifecycle.ts';
import { printable, printableJson } from '../../../core/printable.ts';
import { errorOf } from '../../../errors.ts';
import { type BrokenHub, type Notification } from '../../../flow/notification-ports.ts';
import { cutMiddle } from '../cut-middle.ts';
import { type Html } from '../layout.ts';
import { stateTag } from '../state-tag.ts';
import { verdictTree } from '../verdict-tree.ts';
import { mayReplay, type Viewer } from '../viewer.ts';
import { exactTime, lengthOf, relativeTime } from '../when.ts';
import { aboutNotification } from './about.ts';
import { timeBar } from './time-bar.ts';
import { stepsOf, type Story, stretchesOf } from './timeline.ts';
import { timelineList } from './timeline-list.ts';

/** Every text in it is as the viewer may read it. */
export interface NotificationParts {
  readonly story: Story;
  readonly viewer: Viewer;
  readonly brokenHub?: BrokenHub;
  /** 0, or in the past, where nothing holds it. */
  readonly laneHeldUntil: number;
  /** Where GitHub is. */
  readonly server: string;
  /** What the repository of this id is called now. */
  readonly nameOf: (repositoryId: number) => string | undefined;
}

export const notificationPage = (parts: NotificationParts): Html => {
  const { story } = parts;
  const { notification } = story;
  return html`<p><a href="/notifications">All notifications</a></p>
    <div id="now" data-live>
      <h1 class="of-notification">
        ${stateTag(notification.state)}
        <span>
          <bdi>${titleOf(notification)}</bdi> from <bdi>${printable(notification.spoke)}</bdi> to
          <bdi>${printable(notification.hub)}</bdi>
        </span>
      </h1>
      ${whatToDo(parts)} ${replayForm(parts)}
    </div>
    <h2>Timeline</h2>
    <div id="timeline" data-live>
      ${timeBar(stretchesOf(story))} ${timelineList(stepsOf(story), next(parts))}
    </div>
    <h2>Why</h2>
    ${verdictTree(notification.verdict)}
    <h2>About it</h2>
    ${aboutNotification(parts)}
    <h2 id="payload">Payload</h2>
    <pre tabindex="0" role="region" aria-labelledby="payload">
${printableJson(notification.payload, 2)}</pre>`;
};

/** GitHub takes 100 characters; what was refused for being longer is shown whole in the verdict. */
const titleOf = ({ eventType }: Notification): string => printable(cutMiddle(eventType, 100));

const whatToDo = (parts: NotificationParts): Html => {
  const { code, reason, state } = parts.story.notification;
  const known = errorOf(code);
  const isBad = state === 'dead' || state === 'refused';
  return html`${
    reason === undefined && !known
      ? ''
      : html`<div class="notice ${isBad ? 'bad' : ''}">
          ${reason === undefined ? '' : html`<p>${printable(reason)}</p>`}
          ${
            known &&
            html`<p>
              ${reason?.includes(known.text) ? '' : known.text} ${known.remedy} <code>${code}</code>
            </p>`
          }
        </div>`
  }
  ${brokenNotice(parts)}`;
};

const brokenNotice = ({ brokenHub, story }: NotificationParts): Html | '' => {
  if (!brokenHub) return '';
  const remedy = errorOf(brokenHub.code)?.remedy ?? '';
  return html`<div class="notice bad">
    <p>
      <b>${printable(brokenHub.hub)} is broken</b> since ${exactTime(brokenHub.since)}
      (${relativeTime(brokenHub.since, story.now)}): ${printable(brokenHub.reason)} What is for it waits, and
      none is lost.
    </p>
    <p>${remedy} A replay has it tried again.</p>
  </div>`;
};

const replayForm = ({ viewer, story: { notification } }: NotificationParts): Html | '' =>
  REPLAYABLE.includes(notification.state) && mayReplay(viewer, notification)
    ? html`<form method="post" action="/notifications/replay">
        <input type="hidden" name="id" value="${notification.id}" />
        <button class="${notification.state === 'dead' ? 'chief' : ''}" type="submit">Replay</button>
      </form>`
    : '';

/** What is still to come, and what it waits for. */
const next = ({ story, brokenHub, laneHeldUntil }: NotificationParts): Html | '' => {
  const { notification, now } = story;
  const { state, dueAt } = notification;
  if (state !== 'pending' && state !== 'waiting') return '';
  const until = Math.max(dueAt, laneHeldUntil);
  const reasons = [
    ...(brokenHub ? ['Its hub is broken: it goes on when the hub is tried again.'] : []),
    ...(laneHeldUntil > now ? [`Its lane is held until ${exactTime(laneHeldUntil)}, as GitHub asked.`] : []),
    ...(until > now && !brokenHub ? [`The next attempt is in ${lengthOf(until - now)}.`] : []),
    ...(until <= now && !brokenHub ? ['It is due, and leaves when its turn comes.'] : []),
  ];
  return html`<li class="next">
    <p class="at">
      ${
        until > now && !brokenHub
          ? html`<time datetime="${new Date(until).toISOString()}">${exactTime(until)}</time>`
          : 'now'
      }
    </p>
    <div>
      <h3>Waits ${stateTag(state)}</h3>
      ${reasons.map((reason) => html`<p>${reason}</p>`)}
    </div>
  </li>`;
};
