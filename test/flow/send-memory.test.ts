import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { RETRY_SCHEDULE } from '../../src/core/retry.ts';
import { pass } from '../../src/core/verdict.ts';
import { type Sender } from '../../src/flow/github-ports.ts';
import { createSend } from '../../src/flow/send.ts';
import { openStore } from '../../src/store/open-store.ts';
import { newNotification, planned } from '../contract/store-samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { until } from '../build/until.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('keeps nothing of an attempt in memory once it is over', async () => {
  const store = await openStore('file::memory:');
  const signals: WeakRef<AbortSignal>[] = [];
  /** Waits for its end as fetch does, and has a limit of its own. */
  const sender: Sender = {
    send: async (_notification, _payload, { signal }) => {
      const own = new AbortController();
      const either = AbortSignal.any([signal, own.signal]);
      signals.push(new WeakRef(signal), new WeakRef(either));
      const listener = (): void => undefined;
      either.addEventListener('abort', listener);
      await Promise.resolve();
      own.abort();
      return {
        request: { method: 'POST' },
        answer: { kind: 'answer', status: 204, headers: {}, text: '' },
      };
    },
  };
  const { turn, settled } = createSend({
    store,
    sender,
    consent: () => pass('policy', 'both agree'),
    clock: new FakeClock(),
    log: new FakeLog(),
    schedules: { github: RETRY_SCHEDULE, endpoints: RETRY_SCHEDULE },
    onMoved: () => undefined,
    wake: () => undefined,
  });
  await planned(store, ...Array.from({ length: 10 }, (_, place) => newNotification(`n${place}`)));
  await turn();
  await settled();
  expect(signals).toHaveLength(20);
  await until(() => {
    collectGarbage();
    expect(signals.filter((signal) => signal.deref() !== undefined)).toEqual([]);
  });
  await store.close();
});
