import { eventTitle } from '../../core/event.ts';
import { type HookDelivery } from '../../core/missed.ts';
import { renderTime } from '../terminal.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('deliveries');

const HOUR = 3_600_000;
/** So many failures in a row are no accident. */
const NEWEST = 3;
const ASK_AGAIN = 'What failed is asked for again within the hour, or with `hub-relay recover`.';

/** What GitHub says of how it could deliver. `deliveries`: its newest, the very newest first. */
export const checkDeliveries = (deliveries: readonly HookDelivery[], now: number): readonly Finding[] => {
  const failed = deliveries.filter(({ isSuccess }) => !isSuccess);
  const [last] = failed;
  if (deliveries.length === 0) return [ok('none in the last three days')];
  if (!last) return [ok(`none of the last ${deliveries.length} failed`)];
  const found =
    `${failed.length} of the last ${deliveries.length} failed, the newest ${titleOf(last)} at ` +
    `${renderTime(last.deliveredAt)}: ${statusOf(last)}`;
  if (deliveries.slice(0, NEWEST).every(({ isSuccess }) => !isSuccess)) return [fail(found, remedyFor(last))];
  return last.deliveredAt > now - HOUR ? [warn(found, ASK_AGAIN)] : [ok(found)];
};

const titleOf = ({ event, action }: HookDelivery): string =>
  eventTitle({ name: event, ...(action !== undefined && { action }) });

const statusOf = ({ statusCode }: HookDelivery): string =>
  statusCode === 0 ? 'there was no answer' : `it was answered ${statusCode}`;

const remedyFor = ({ statusCode }: HookDelivery): string => {
  if (statusCode === 0 || statusCode === 404 || statusCode === 502 || statusCode === 504)
    return `Start Hub Relay, and see to it that GitHub reaches it at the webhook URL. ${ASK_AGAIN}`;
  return `Hub Relay’s log says why. ${ASK_AGAIN}`;
};
