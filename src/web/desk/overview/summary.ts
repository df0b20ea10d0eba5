import { counted, grouped, isOrAre } from '../../../core/counted.ts';
import { lengthOf } from '../when.ts';
import { type OverviewData } from './overview-data.ts';

/** `bad`: a person must do something. `wait`: it goes on by itself, or somebody should look. */
export interface Summary {
  readonly tone: 'good' | 'wait' | 'bad';
  readonly sentence: string;
}

/** Events are planned at once; if one waits longer, something holds up all of them (milliseconds). */
const LATE = 60_000;

/** For who has five seconds. */
export const summaryOf = (data: OverviewData): Summary => {
  const needed = brokenHubs(data);
  const looked = [lateEvents(data), givenUp(data), heldLanes(data)].filter((each) => each !== undefined);
  const said = [...(needed === undefined ? [] : [needed]), ...looked];
  if (said.length > 0) return { tone: needed === undefined ? 'wait' : 'bad', sentence: sentenceOf(said) };
  return { tone: 'good', sentence: `All is well: ${wellOf(data)}` };
};

const sentenceOf = (parts: readonly string[]): string => {
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};

const brokenHubs = ({ broken }: OverviewData): string | undefined => {
  if (broken.length === 0) return undefined;
  const held = broken.reduce((sum, hub) => sum + (hub.held ?? 0), 0);
  const waits = `${counted(held, 'notification')} ${held === 1 ? 'waits' : 'wait'}`;
  const rest = held === 0 ? '' : `, ${waits} for ${broken.length === 1 ? 'it' : 'them'}`;
  return `${counted(broken.length, 'hub')} ${isOrAre(broken.length)} broken${rest}`;
};

const lateEvents = ({ backlog, now }: OverviewData): string | undefined => {
  if (backlog?.oldestEventAt === undefined || now - backlog.oldestEventAt < LATE) return undefined;
  const late = lengthOf(now - backlog.oldestEventAt);
  return `${counted(backlog.events, 'event')} ${isOrAre(backlog.events)} yet to be planned, the oldest for ${late}`;
};

const givenUp = ({ day }: OverviewData): string | undefined =>
  day.dead === 0
    ? undefined
    : `${counted(day.dead, 'notification')} ${day.dead === 1 ? 'was' : 'were'} given up in the last 24 hours`;

const heldLanes = ({ lanes = [], now }: OverviewData): string | undefined => {
  const held = lanes.filter(({ heldUntil, waiting }) => heldUntil > now && waiting > 0);
  if (held.length === 0) return undefined;
  const last = Math.max(...held.map(({ heldUntil }) => heldUntil));
  return `${counted(held.length, 'lane')} ${held.length === 1 ? 'is' : 'are'} held, for ${lengthOf(last - now)} more`;
};

const wellOf = ({ day, backlog }: OverviewData): string => {
  const delivered =
    day.delivered === 0
      ? 'nothing was to be delivered in the last 24 hours'
      : `${counted(day.delivered, 'notification')} ${day.delivered === 1 ? 'was' : 'were'} delivered in the last 24 hours`;
  if (!backlog) return `${delivered}.`;
  const open = backlog.pending + backlog.waiting + backlog.sending;
  return `${delivered}, ${open === 0 ? 'none waits' : `${grouped(open)} ${isOrAre(open)} on the way`}.`;
};
