import { html, raw } from 'hono/html';
import { EVENT_NAMES } from '../../../core/event.ts';
import { STATES } from '../../../core/lifecycle.ts';
import { printable } from '../../../core/printable.ts';
import { type Html } from '../layout.ts';
import { stateMark } from '../state-tag.ts';
import { addressOf, type Field, type ReadFilter } from './filter.ts';

const LIST = '/notifications';

const LABELS: Readonly<Record<Field, string>> = {
  state: 'State',
  hub: 'Hub',
  spoke: 'Spoke',
  repository: 'Spoke or hub',
  event: 'Event',
  type: 'Event type',
  since: 'Since',
  until: 'Until',
  text: 'Text',
};

/** Not needed every day; they open by themselves where one is in use. */
const RARE: readonly Field[] = ['hub', 'spoke', 'repository', 'event', 'type', 'since', 'until'];

const TIME_HINT = 'UTC: 2026-11-23, 2026-11-23T19:27, or how long ago: 90m, 3h, 7d';

/** Sends what was chosen as the address, which can be shared; works without script. */
export const filterForm = (read: ReadFilter): Html => {
  const isOpen = [...read.values.map(([field]) => field), ...read.problems.map(({ field }) => field)].some(
    (field) => field !== undefined && RARE.includes(field),
  );
  return html`<form class="filter" method="get" action="${LIST}" role="search" aria-label="Notifications">
    <div class="filter-text">
      ${input(read, 'text', 'Any words of its ids, names, branch, route or reason', 'search')}
      <button class="chief" type="submit">Search</button>
    </div>
    ${states(read)}
    <details ${isOpen ? raw('open') : ''}>
      <summary>Hub, spoke, event and time</summary>
      <div class="filter-fields">
        ${input(read, 'hub', 'owner/name')} ${input(read, 'spoke', 'owner/name')} ${events(read)}
        ${input(read, 'type', 'As its hub gets it: component-updated')} ${input(read, 'since', TIME_HINT)}
        ${input(read, 'until', TIME_HINT)}
        ${valueOf(read, 'repository') === '' ? '' : input(read, 'repository', 'owner/name')}
      </div>
    </details>
    ${read.problems
      .filter(({ field }) => field === undefined)
      .map(({ text }) => html`<p class="wrong">${stateMark('dead')} ${text}</p>`)}
  </form>`;
};

const valueOf = ({ values }: ReadFilter, field: Field): string =>
  values.find(([name]) => name === field)?.[1] ?? '';

const problemsOf = (read: ReadFilter, field: Field): readonly string[] =>
  read.problems.filter((problem) => problem.field === field).map(({ text }) => text);

const wrong = (read: ReadFilter, field: Field): Html | '' => {
  const problems = problemsOf(read, field);
  return problems.length === 0
    ? ''
    : html`<p class="wrong" id="wrong-${field}">${stateMark('dead')} ${problems.join(' ')}</p>`;
};

const invalid = (read: ReadFilter, field: Field, hint = ''): Html => {
  const isWrong = problemsOf(read, field).length > 0;
  const described = [isWrong ? `wrong-${field}` : '', hint].filter((id) => id !== '').join(' ');
  return html`${isWrong ? raw('aria-invalid="true"') : ''}
  ${described === '' ? '' : html`aria-describedby="${described}"`}`;
};

const input = (read: ReadFilter, field: Field, hint: string, type = 'text'): Html =>
  html`<div class="field">
    <label for="filter-${field}">${LABELS[field]}</label>
    <input
      id="filter-${field}"
      name="${field}"
      type="${type}"
      value="${valueOf(read, field)}"
      autocomplete="off"
      spellcheck="false"
      ${invalid(read, field, `hint-${field}`)}
    />
    <p class="hint" id="hint-${field}">${hint}</p>
    ${wrong(read, field)}
  </div>`;

const states = (read: ReadFilter): Html => {
  const chosen = read.values.filter(([field]) => field === 'state').map(([, value]) => value);
  return html`<fieldset class="filter-states" ${invalid(read, 'state')}>
    <legend>State</legend>
    ${STATES.map(
      (state) =>
        html`<label class="pick-state">
          <input
            type="checkbox"
            name="state"
            value="${state}"
            ${chosen.includes(state) ? raw('checked') : ''}
          />
          ${stateMark(state)} ${state}
        </label>`,
    )}
    ${wrong(read, 'state')}
  </fieldset>`;
};

const events = (read: ReadFilter): Html => {
  const chosen = valueOf(read, 'event');
  return html`<div class="field">
    <label for="filter-event">Event</label>
    <select id="filter-event" name="event" ${invalid(read, 'event', 'hint-event')}>
      <option value="">any</option>
      ${EVENT_NAMES.map(
        (name) => html`<option value="${name}" ${name === chosen ? raw('selected') : ''}>${name}</option>`,
      )}
    </select>
    <p class="hint" id="hint-event">As GitHub names it</p>
    ${wrong(read, 'event')}
  </div>`;
};

/** What is in force, each with the way to be without it. */
export const activeFilters = ({ values }: ReadFilter): Html | '' =>
  values.length === 0
    ? ''
    : html`<ul class="filters-in-use" aria-label="Filters in use">
        ${values.map((one) => {
          const [field, value] = one;
          const without = values.filter((other) => other !== one);
          const name = `${LABELS[field]}: ${printable(value)}`;
          return html`<li>
            <a class="tag" href="${addressOf(LIST, without)}">
              ${name} <span role="img" aria-label="(take it away)">×</span>
            </a>
          </li>`;
        })}
        ${values.length > 1 ? html`<li><a href="${LIST}">Take all away</a></li>` : ''}
      </ul>`;
