import { counted, isOrAre } from '../../core/counted.ts';
import { isRecorded } from '../../core/event.ts';
import { renderVerdict } from '../../core/explain.ts';
import { printable, printableJson } from '../../core/printable.ts';
import { type Store } from '../../flow/ports.ts';
import { lengthOf } from '../../core/elapsed.ts';
import { showNotificationOf } from '../show-notification.ts';
import { type Terminal } from '../terminal.ts';
import { type Destination, isAgreed } from './destination.ts';
import { type Followed, follow } from './follow.ts';
import { type SimulateOptions } from './options.ts';
import { dueOf, isOpen, outcomeOf } from './outcome.ts';
import { type PayloadSource } from './payload-source.ts';
import { type Answered, isAccepted, openLine, refusalOf } from './send.ts';
import { newGuid, readPayload, signed, type Signing, titleOf, type Webhook } from './webhook.ts';

export interface SimulateParts {
  readonly payloads: PayloadSource;
  readonly destination: Destination;
  readonly signing: Signing;
  readonly store: Store | undefined;
  readonly terminal: Terminal;
}

type Options = Pick<SimulateOptions, 'sameId' | 'yes' | 'follow' | 'timeout' | 'json'>;

/** Says what is sent and where, sends it, and shows what became of it. */
export const simulateOne = async (options: Options, parts: SimulateParts): Promise<number> => {
  const { payloads, destination, signing, store, terminal } = parts;
  const { json = false } = options;
  const payload = await payloads.next();
  const guid = options.sameId === true && payload.guid !== undefined ? payload.guid : newGuid();
  const webhook = signed(payload, signing, guid);
  const title = titleOf(payload);
  if (!json) terminal.out(`${title}\n  to ${destination.url}, as ${guid}`);
  if (!(await isAgreed(destination, title, options.yes === true, terminal))) {
    terminal.err('Nothing was sent.');
    return 1;
  }
  const isKnown = (await store?.events.find(guid)) !== undefined;
  const answered = await post(destination.url, webhook);
  if (!isAccepted(answered)) throw refusalOf(answered, destination.url);
  if (!json) terminal.out(`  answered ${answered.status} in ${lengthOf(answered.duration)}`);
  if (isKnown && !json) terminal.out('  It was on record already: nothing happens twice.');
  if (!options.follow) {
    if (json) terminal.out(printableJson({ ...sentOf(webhook, destination, answered) }));
    return 0;
  }
  const why = notFollowed(webhook, store);
  if (why !== undefined && !json) terminal.out(`  ${why}`);
  if (store === undefined || why !== undefined) {
    if (json) terminal.out(printableJson({ ...sentOf(webhook, destination, answered), note: why }));
    return 0;
  }
  const followed = await follow(store, guid, Date.now() + options.timeout);
  if (json)
    terminal.out(printableJson(await wholeOf(followed, sentOf(webhook, destination, answered), store)));
  else await show(followed, store, terminal);
  return outcomeOf(followed, guid);
};

const post = async (url: string, webhook: Webhook): Promise<Answered> => {
  const line = openLine(url);
  try {
    return await line.post(webhook);
  } finally {
    line.close();
  }
};

const sentOf = ({ guid, event }: Webhook, { url }: Destination, { status, duration }: Answered) => ({
  id: guid,
  name: event,
  url,
  status,
  durationMs: Math.round(duration),
});

/** Why there is nothing to be followed. */
const notFollowed = (webhook: Webhook, store: Store | undefined): string | undefined => {
  const { event } = webhook;
  const { action } = readPayload(webhook);
  if (!isRecorded({ event, ...(action !== undefined && { action }) }))
    return `Hub Relay does not use ${printable(event)}${action === undefined ? '' : `.${printable(action)}`}: nothing follows.`;
  if (store === undefined)
    return 'There is no record here (DATABASE_URL), so what becomes of it cannot be followed from here.';
  return undefined;
};

const show = async ({ event, notifications }: Followed, store: Store, terminal: Terminal): Promise<void> => {
  if (event?.reason !== undefined) terminal.out(`  ${event.state}: ${printable(event.reason)}`);
  if (event?.verdict && notifications.length === 0) terminal.out(`\n${renderVerdict(event.verdict)}`);
  for (const { id } of notifications) {
    terminal.out('');
    await showNotificationOf(store, id, {}, terminal);
  }
  const later = notifications.filter(isOpen);
  if (later.length > 0)
    terminal.out(
      `\n${counted(later.length, 'notification')} ${isOrAre(later.length)} due ${dueOf(later)}: \`hub-relay notifications show ${later[0]?.id ?? ''}\` tells how it went.`,
    );
};

const wholeOf = async ({ event, notifications }: Followed, sent: object, store: Store): Promise<object> => ({
  ...sent,
  ...(event && { state: event.state, reason: event.reason, verdict: event.verdict }),
  notifications: await Promise.all(
    notifications.map(async (one) => ({
      ...one,
      attempts: await store.notifications.attempts(one.id),
      runs: await store.desk.runs(one.id),
    })),
  ),
});
