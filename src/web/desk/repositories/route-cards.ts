import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { type Route, targetTitle } from '../../../core/route.ts';
import { type BrokenHub } from '../../../flow/notification-ports.ts';
import { type Facet, worstOf } from '../../../flow/route-facets.ts';
import { type Html } from '../layout.ts';
import { repositoryPath } from '../paths.ts';
import { relativeTime } from '../when.ts';
import { ruleWords } from './rule-words.ts';
import { type SeenRoute, type SeenRule } from './seen-routes.ts';

export interface CardOptions {
  readonly now: number;
  /** Hubs that are not tried any more, by their ids. */
  readonly broken: ReadonlyMap<number, BrokenHub>;
  /** The line at which a route stands in the file that the page shows; `undefined` where it stands elsewhere. */
  readonly lineOf: (route: Route) => number | undefined;
}

/** Whether something can be delivered now: a mark, a word, and a class for the colour. */
const STATES = {
  ok: { mark: '✓', word: 'can be delivered' },
  warn: { mark: '!', word: 'can be delivered in part' },
  fail: { mark: '✗', word: 'cannot be delivered' },
  held: { mark: '!', word: 'waits: its hub is broken' },
  unknown: { mark: '?', word: 'not shown to you' },
} as const;

type Condition = keyof typeof STATES;

const conditionOf = ({ facets, hub }: SeenRoute, { broken }: CardOptions): Condition => {
  if (!facets) return 'unknown';
  const level = worstOf(facets)?.level ?? 'ok';
  return level !== 'fail' && hub && broken.has(hub.id) ? 'held' : level;
};

const conditionTag = (condition: Condition): Html => {
  const { mark, word } = STATES[condition];
  return html`<span class="tag can-${condition}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
};

/** Of a spoke: one card for each that it tells. */
export const spokeCard = (seen: SeenRoute, options: CardOptions): Html => {
  const { route, hub, facets } = seen;
  const held = hub && options.broken.get(hub.id);
  return html`<article class="route">
    <h3>
      ${facets ? (hub ? nameOf(hub.fullName) : html`<bdi>${printable(targetTitle(route))}</bdi>`) : 'A repository that you cannot see'}
      ${conditionTag(conditionOf(seen, options))}
    </h3>
    ${wordsOf(route)} ${facets && trouble(facets)} ${held && brokenNote(held, options.now)}
    ${placeOf(route, options)}
  </article>`;
};

/** Of a hub: one card for each rule by which it is told, with the spokes. */
export const hubCard = ({ route, spokes }: SeenRule, more: number, options: CardOptions): Html => {
  const [first] = spokes;
  return html`<article class="route">
    <h3>
      ${
        spokes.length === 1 && first
          ? html`${nameOf(first.spoke.fullName)} ${conditionTag(conditionOf(first, options))}`
          : `${spokes.length + more} repositories`
      }
    </h3>
    ${wordsOf(route)}
    ${
      spokes.length === 1 && first
        ? first.facets && trouble(first.facets)
        : html`<ul class="spokes">
            ${spokes.map((spoke) => spokeLine(spoke, options))} ${more > 0 && html`<li>and ${more} more</li>`}
          </ul>`
    }
    ${placeOf(route, options)}
  </article>`;
};

const spokeLine = (seen: SeenRoute, options: CardOptions): Html => {
  const worst = seen.facets && worstOf(seen.facets);
  return html`<li>
    ${nameOf(seen.spoke.fullName)} ${conditionTag(conditionOf(seen, options))}
    ${worst?.text !== undefined && html`<span class="muted">${printable(worst.text)}</span>`}
  </li>`;
};

const nameOf = (fullName: string): Html => {
  const path = repositoryPath(fullName);
  const name = html`<bdi>${printable(fullName)}</bdi>`;
  return path === undefined ? name : html`<a href="${path}">${name}</a>`;
};

const wordsOf = ({ rule }: Route): Html =>
  html`<ul class="words">
    ${ruleWords(rule).map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;

const trouble = (facets: readonly Facet[]): Html => {
  // Where there is no hub, all else follows from that.
  const unreached = facets.find(({ name, level }) => name === 'hub' && level === 'fail');
  const found = unreached ? [unreached] : facets.filter(({ text }) => text !== undefined);
  if (found.length === 0) return html``;
  return html`<ul class="facets">
    ${found.map(
      ({ level, text = '', remedy = '' }) =>
        html`<li class="${level}">
          <strong>${level === 'fail' ? '✗' : '!'} ${printable(text)}.</strong> ${printable(remedy)}
        </li>`,
    )}
  </ul>`;
};

export const brokenNote = ({ since, held }: BrokenHub, now: number): Html =>
  html`<p class="notice bad">
    The hub refused several notifications in a row since ${relativeTime(since, now)}, and is not tried any
    more; ${held === 1 ? '1 waits' : `${held} wait`} for it. A replay, or
    <code>hub-relay hubs retry</code>, has it tried again.
  </p>`;

/** "acme/app:notify[0]": in whose file, and where there. */
const placeOf = (route: Route, { lineOf }: CardOptions): Html => {
  const entry = route.id.slice(route.definedIn.length + 1);
  const line = lineOf(route);
  return html`<p class="muted">
    ${
      line === undefined
        ? html`<code>${entry}</code> in the file of ${nameOf(route.definedIn)}`
        : html`<code>${entry}</code>, <a href="#L-${line}">line ${line}</a>`
    }
  </p>`;
};
