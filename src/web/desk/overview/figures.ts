import { html } from 'hono/html';
import { percentile } from '../../../core/percentile.ts';
import { grouped } from '../../../core/counted.ts';
import { type Html } from '../layout.ts';
import { notificationsPath } from '../paths.ts';
import { lengthOf } from '../when.ts';
import { type OverviewData } from './overview-data.ts';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly beside: string;
  readonly path?: string;
  readonly tone?: 'bad';
}

/** The numbers that matter: of the last day, and of this hour. */
export const figures = (data: OverviewData): Html =>
  html`<h2>In the last 24 hours</h2>
    <dl class="figures">${[...ended(data), ...speeds(data), ...toDo(data)].map(figure)}</dl>`;

const figure = ({ name, value, beside, path, tone }: Figure): Html =>
  html`<div>
    <dt>${path === undefined ? name : html`<a href="${path}">${name}</a>`}</dt>
    <dd class="${tone ?? ''}">${value}</dd>
    <dd class="beside">${beside}</dd>
  </div>`;

const ended = ({ hour, day }: OverviewData): readonly Figure[] =>
  (['delivered', 'refused', 'dead'] as const).map((outcome) => ({
    name: outcome,
    value: grouped(day[outcome]),
    beside: `${grouped(hour[outcome])} this hour`,
    path: notificationsPath({ state: outcome }),
    ...(outcome === 'dead' && day.dead > 0 && { tone: 'bad' as const }),
  }));

const speeds = ({ hour, day }: OverviewData): readonly Figure[] =>
  (
    [
      ['median time', 0.5],
      ['95 % within', 0.95],
    ] as const
  ).map(([name, share]) => {
    const [ofDay, ofHour] = [percentile(day.speeds, share), percentile(hour.speeds, share)];
    return {
      name,
      value: ofDay === undefined ? '–' : lengthOf(ofDay),
      beside: ofHour === undefined ? 'nothing this hour' : `${lengthOf(ofHour)} this hour`,
    };
  });

const toDo = ({ backlog, now }: OverviewData): readonly Figure[] => {
  if (!backlog) return [];
  const { events, pending, waiting, sending, oldestEventAt, oldestNotificationAt } = backlog;
  const times = [oldestEventAt, oldestNotificationAt].filter((time) => time !== undefined);
  const oldest =
    times.length === 0 ? 'nothing waits' : `oldest ${lengthOf(Math.max(0, now - Math.min(...times)))}`;
  return [{ name: 'to be done now', value: grouped(events + pending + waiting + sending), beside: oldest }];
};
