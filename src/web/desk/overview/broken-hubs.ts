import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { errorOf } from '../../../errors.ts';
import { counted } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { notificationsPath, repositoryPath } from '../paths.ts';
import { stateMark } from '../state-tag.ts';
import { when } from '../when.ts';
import { withCode } from '../with-code.ts';
import { type ShownHub } from './overview-data.ts';

interface Options {
  readonly now: number;
  /** Whether whoever looks may have them tried again. */
  readonly mayRetry: boolean;
}

/** The hubs that are not tried any more: since when, why, and what to do. */
export const brokenHubs = (hubs: readonly ShownHub[], options: Options): Html =>
  html`<h2>Broken hubs</h2>
    <ul class="trouble">
      ${hubs.map((hub) => html`<li class="notice bad">${brokenHub(hub, options)}</li>`)}
    </ul>`;

const brokenHub = (broken: ShownHub, { now, mayRetry }: Options): Html => {
  const { hubId, hub, since, code, reason, held } = broken;
  const name = printable(hub);
  const known = errorOf(code);
  const wait = held === 1 ? 'waits' : 'wait';
  return html`<div class="words">
      <h3>
        ${stateMark('dead')}
        <a href="${repositoryPath(hub) ?? notificationsPath({ hub })}"><bdi>${name}</bdi></a>
      </h3>
      <p class="muted">
        broken since
        ${when(since, now)}${
          held === undefined
            ? ''
            : html` · <a href="${notificationsPath({ hub })}">${counted(held, 'notification')}</a> ${wait}`
        }
      </p>
      ${reason !== '' && html`<p>${printable(reason)}</p>`}
      <p>
        ${known && withCode(`${known.text} ${remedyFor(known.remedy, name)}`)}
        <code class="muted">${printable(code)}</code>
      </p>
    </div>
    ${
      mayRetry &&
      html`<form method="post" action="/hubs/${hubId}/retry">
        <button type="submit">Try again<span class="unseen"> to tell ${name}</span></button>
      </form>`
    }`;
};

/** The table's remedies are for any of them. */
const remedyFor = (remedy: string, name: string): string =>
  remedy.replace(/endpoint:<name>|<owner\/name>/, () => name);
