import { setTimeout as delay } from 'node:timers/promises';
import { renderVerdict } from '../core/explain.ts';
import { printableJson } from '../core/printable.ts';
import { type Notification } from '../flow/notification-ports.ts';
import { type Store, type StoredEvent } from '../flow/ports.ts';
import { type DemoStage, HUB_FILE, openStage, SPOKE_FILE } from './demo-stage.ts';
import { DEMO_STEPS, type DemoStep } from './demo-steps.ts';
import { renderNotification } from './show-notification.ts';
import { counted } from '../core/counted.ts';
import { type Terminal } from './terminal.ts';

const HUB = 'acme/docs';
const PATIENCE = 5_000;

/** Plays every step and compares what came of it with what should; 0 when all is as it should be. */
export const demo = async (terminal: Terminal, steps: readonly DemoStep[] = DEMO_STEPS): Promise<number> => {
  const startedAt = performance.now();
  const stage = await openStage();
  try {
    terminal.out(
      'A GitHub on localhost: one hub, acme/docs, and the spokes acme/captures, acme/player, stranger/tool.',
    );
    terminal.out(`\n.github/hub-relay.yml in acme/docs:\n${indent(HUB_FILE)}`);
    terminal.out(`.github/hub-relay.yml in acme/captures:\n${indent(SPOKE_FILE)}`);
    const differences = await play(stage, steps, terminal);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (differences.length > 0) {
      terminal.err(`\nNot as it should be:\n${indent(differences.join('\n'))}`);
      return 1;
    }
    terminal.out(`\nAll ${steps.length} steps went as they should, in ${seconds} s.`);
    return 0;
  } finally {
    await stage.close();
  }
};

const play = async (
  stage: DemoStage,
  steps: readonly DemoStep[],
  terminal: Terminal,
): Promise<readonly string[]> => {
  const { sandbox, service } = stage;
  const { store } = service.relay;
  const deliveries: Parameters<DemoStep['happens']>[1][number][] = [];
  const differences: string[] = [];
  for (const [index, step] of steps.entries()) {
    const number = index + 1;
    const before = sandbox.repository(HUB).dispatches.length;
    const delivery = await step.happens(sandbox, deliveries);
    if (!delivery) return [...differences, `${number}: GitHub delivered no webhook`];
    deliveries.push(delivery);
    const took = Math.round(delivery.duration * 1000);
    terminal.out(`\n── ${number}. ${step.title}`);
    terminal.out(`   ${delivery.event}, ${delivery.guid}: GitHub got ${delivery.statusCode} in ${took} ms`);
    if (delivery.statusCode !== 200) differences.push(`${number}: answered ${delivery.statusCode}, not 200`);

    const { event, notifications } = await settled(store, delivery.guid);
    const received = sandbox.repository(HUB).dispatches.slice(before);
    if (step.isRedelivery !== true)
      terminal.out(indent(event?.verdict ? renderVerdict(event.verdict) : 'never planned'));
    for (const { eventType, clientPayload } of received) {
      const body = { event_type: eventType, client_payload: clientPayload };
      terminal.out(`   ${HUB} received:\n${indent(printableJson(body, 2))}`);
    }
    for (const { id, state, attempts, reason } of notifications) {
      terminal.out(
        `   record: notification ${id}, ${state}, ${counted(attempts, 'attempt')}: ${reason ?? ''}`,
      );
    }

    const states = notifications.map(({ state }) => state).join(', ');
    const expected = step.expected.join(', ');
    if (states !== expected) differences.push(`${number}: notifications were [${states}], not [${expected}]`);
    const due =
      step.isRedelivery === true ? 0 : step.expected.filter((state) => state === 'delivered').length;
    if (received.length !== due)
      differences.push(`${number}: the hub received ${received.length} dispatches, not ${due}`);
  }
  const [last] = await store.notifications.list({ state: 'delivered', limit: 1 });
  if (last) {
    terminal.out('\nThe whole record of the last one (hub-relay notifications show <id>):');
    terminal.out(indent(renderNotification(last, await store.notifications.attempts(last.id))));
  }
  return differences;
};

interface Outcome {
  readonly event: StoredEvent | undefined;
  readonly notifications: readonly Notification[];
}

/** Waits until the event is planned and each of its notifications has come to rest. */
const settled = async (store: Store, guid: string): Promise<Outcome> => {
  const giveUpAt = performance.now() + PATIENCE;
  for (;;) {
    const event = await store.events.find(guid);
    const notifications = await store.notifications.list({ eventId: guid, limit: 100 });
    const isSettled =
      event !== undefined &&
      event.state !== 'recorded' &&
      notifications.every(({ state }) => state === 'delivered' || state === 'refused' || state === 'dead');
    if (isSettled || performance.now() > giveUpAt) return { event, notifications };
    await delay(5);
  }
};

const indent = (text: string): string => text.trimEnd().replaceAll(/^/gm, '   ');
