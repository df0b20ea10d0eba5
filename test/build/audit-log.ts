import { readLine } from '../../src/core/audit-chain.ts';
import { createChainCheck } from '../../src/core/chain-check.ts';
import { type Attempt, type Notification } from '../../src/flow/notification-ports.ts';
import { type ListedEvent, type Store } from '../../src/flow/ports.ts';
import { sealAll } from '../../src/flow/seal.ts';

interface OnRecord {
  readonly events: readonly ListedEvent[];
  readonly notifications: readonly Notification[];
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Holds the audit log against the record: a sentence for each thing that was done without its line, or told twice. */
export const logAgainst = async (
  { audit }: Pick<Store, 'audit'>,
  { events, notifications, attempts }: OnRecord,
): Promise<{ readonly problems: readonly string[]; readonly text: string }> => {
  await sealAll(audit);
  const { first, last } = await audit.ends();
  const check = createChainCheck(first, [last]);
  const told: string[] = [];
  const texts: string[] = [];
  let after = first.seq;
  for (;;) {
    const lines = await audit.read({ after }, 1_000);
    for (const { line: text, ...kept } of lines) {
      check.take({ text, ...kept });
      const line = readLine(text);
      const { event = '', notification = event, number = '' } = line?.content ?? {};
      told.push(`${line?.kind ?? ''} ${shown(notification)} ${shown(number)}`.trim());
      texts.push(text);
    }
    const newest = lines.at(-1);
    if (!newest) break;
    after = newest.seq;
  }
  const counts = new Map([...Map.groupBy(told, (line) => line)].map(([line, all]) => [line, all.length]));
  const expected = [
    ...events.map(({ id }) => `event-recorded ${id}`),
    ...events.filter(({ state }) => state === 'planned').map(({ id }) => `event-planned ${id}`),
    ...notifications.map(({ id }) => `notification-planned ${id}`),
    ...[...attempts.values()]
      .flat()
      .map(({ notificationId, number, durationMs }) =>
        [durationMs === undefined ? 'attempt-lost' : 'attempt-ended', notificationId, number].join(' '),
      ),
  ];
  const broken = check.result();
  return {
    problems: [
      ...(broken ? [`the audit log: ${broken.text}`] : []),
      ...expected
        .filter((line) => counts.get(line) !== 1)
        .map((line) => `the audit log tells ${counts.get(line) ?? 0} times: ${line}`),
    ],
    text: texts.join('\n'),
  };
};
