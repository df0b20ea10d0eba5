import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { lengthOf } from '../when.ts';
import { type Stretch, type StretchKind, STRETCHES, widthsOf } from './timeline.ts';

const WORDS: Readonly<Record<StretchKind, string>> = {
  planning: 'until it was planned',
  waiting: 'waiting',
  sending: 'sending',
  starting: 'until its run began',
  running: 'the hub’s run',
  rest: 'until it was replayed',
};

/** Where the time went, drawn and in words. */
export const timeBar = (stretches: readonly Stretch[]): Html | '' => {
  if (stretches.length === 0) return '';
  const widths = widthsOf(stretches);
  const startOf = (index: number): number => widths.slice(0, index).reduce((sum, width) => sum + width, 0);
  const sums = STRETCHES.map((kind) => ({
    kind,
    sum: stretches.filter((one) => one.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0),
  })).filter(({ sum }) => sum > 0);
  return html`<figure class="time-bar">
    <svg viewBox="0 0 1000 10" preserveAspectRatio="none" width="100%" height="14" aria-hidden="true">
      ${stretches.map(
        ({ kind }, index) =>
          html`<rect
            class="${kind}"
            x="${startOf(index).toFixed(1)}"
            y="0"
            width="${Math.max(1, (widths[index] ?? 0) - 2).toFixed(1)}"
            height="10"
          />`,
      )}
    </svg>
    <figcaption>
      <ul aria-label="Where the time went">
        ${sums.map(
          ({ kind, sum }) =>
            html`<li>
              <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                <rect class="${kind}" width="10" height="10" rx="2" />
              </svg>
              ${WORDS[kind]} <b>${lengthOf(sum)}</b>
            </li>`,
        )}
      </ul>
    </figcaption>
  </figure>`;
};
