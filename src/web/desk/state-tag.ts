import { html } from 'hono/html';
import { type State } from '../../core/lifecycle.ts';
import { type Html } from './layout.ts';

/** Strokes in a square of 16: a state is known by its mark, its word and its colour, by any one of them alone. */
const MARKS: Readonly<Record<State, string>> = {
  pending: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
  sending: 'M2.5 8h10M8.5 4l4 4-4 4',
  waiting: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3l2 1.5',
  delivered: 'm3 8.5 3.5 3.5L13 4.5',
  dead: 'm4 4 8 8M12 4l-8 8',
  refused: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM4.2 4.2l7.6 7.6',
  merged: 'M4 2.5v3.5l4 3v4.5M12 2.5v3.5l-4 3',
};

export const stateMark = (state: State): Html =>
  html`<svg class="mark" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
    <path d="${MARKS[state]}" />
  </svg>`;

/** The state of a notification. */
export const stateTag = (state: State): Html =>
  html`<span class="tag state-${state}">${stateMark(state)} ${state}</span>`;
