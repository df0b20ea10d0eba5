import { html } from 'hono/html';
import { isEndpoint } from '../../../core/endpoint.ts';
import { printable } from '../../../core/printable.ts';
import { type LaneStatus } from '../../../flow/desk-ports.ts';
import { counted, grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { when } from '../when.ts';

const MOST = 10;

/** The lanes for which something waits, and those that are held: until when, and what is left of their hour. */
export const laneTable = (lanes: readonly LaneStatus[], now: number): Html =>
  html`<h2>Lanes that wait</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Lanes that wait">
      <table class="lanes">
        <thead>
          <tr>
            <th scope="col">Lane</th>
            <th scope="col">Goes on</th>
            <th scope="col" class="number">Waiting</th>
            <th scope="col" class="number">Under way</th>
            <th scope="col">Left of this hour</th>
          </tr>
        </thead>
        <tbody>
          ${lanes.slice(0, MOST).map((lane) => row(lane, now))}
        </tbody>
      </table>
    </div>
    ${lanes.length > MOST && html`<p class="muted">and ${counted(lanes.length - MOST, 'lane')} more</p>`}`;

const row = (status: LaneStatus, now: number): Html =>
  html`<tr>
    <th scope="row">${nameOf(status)}</th>
    <td>${goesOn(status, now)}</td>
    <td class="number">${grouped(status.waiting)}</td>
    <td class="number">${grouped(status.underWay)}</td>
    <td>${quotaOf(status, now)}</td>
  </tr>`;

const nameOf = ({ account, lane }: LaneStatus): Html | string => {
  if (account !== undefined) return html`<bdi>${printable(account)}</bdi>`;
  return isEndpoint(lane) ? 'an endpoint' : `installation ${lane}`;
};

const goesOn = ({ heldUntil, dueAt, strikes }: LaneStatus, now: number): Html => {
  if (heldUntil > now) {
    const told = strikes > 1 ? `, told to wait ${grouped(strikes)} times in a row` : '';
    return html`<span class="tag state-waiting">held</span> ${when(heldUntil, now)}<span class="muted"
        >${told}</span
      >`;
  }
  return dueAt !== undefined && dueAt > now ? when(dueAt, now) : html`now`;
};

const quotaOf = ({ quotaLeft, quotaResetAt }: LaneStatus, now: number): Html => {
  if (quotaLeft === undefined) return html`<span class="muted">not known</span>`;
  const reset =
    quotaResetAt === undefined || quotaResetAt <= now ? '' : html`, all again ${when(quotaResetAt, now)}`;
  return html`${counted(quotaLeft, 'request')}<span class="muted">${reset}</span>`;
};
