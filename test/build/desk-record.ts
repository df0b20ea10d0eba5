import { type Attempt } from '../../src/flow/notification-ports.ts';
import {
  type AttemptEnd,
  type NewNotification,
  type Notification,
} from '../../src/flow/notification-ports.ts';
import { type NewEvent, type Store } from '../../src/flow/ports.ts';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { type Visibility } from '../../src/core/repository.ts';
import { all, fail, pass } from '../../src/core/verdict.ts';
import { DEADLINE, endOf, newEvent, newNotification } from '../contract/store-samples.ts';

export const APP = 70;
export const SECRET = 73;
export const DOCS = 80;
export const SITE = 81;
export const GONE = 82;

/** What strangers can write, in the places where they can. */
export interface Words {
  readonly text: (plain: string) => string;
  readonly name: (plain: string) => string;
  readonly url: (plain: string) => string;
}

export const PLAIN: Words = { text: (plain) => plain, name: (plain) => plain, url: (plain) => plain };

const CONFIG = `notify:
  - hub: acme/docs
    on:
      push: { branches: [main], paths: ['docs/**'] }
    event-type: component-updated
  - hub: acme/site
    on: [release]
    if: "!contains(github.event.release.name, 'beta')"
`;
const WRONG_CONFIG = `notify:
  - hub: acme/docs
    on: psuh
    event_type: component-updated
`;

interface Told {
  readonly id: string;
  /** Milliseconds before now. */
  readonly ago: number;
  readonly event?: Partial<NewEvent>;
  readonly notification?: Partial<NewNotification>;
  /** One after the other; the last decides its state. None: it is not tried. */
  readonly ends?: readonly Partial<AttemptEnd>[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The record of a busy morning, with a notification in each state, as the store keeps it. */
export class DeskRecord {
  readonly #store: Store;
  readonly #words: Words;
  readonly #now: number;

  constructor(store: Store, words = PLAIN, now = Date.now()) {
    this.#store = store;
    this.#words = words;
    this.#now = now;
  }

  name(plain: string): string {
    const [owner = '', name = ''] = plain.split('/');
    return `${owner}/${this.#words.name(name)}`;
  }

  async fill(): Promise<void> {
    await this.#repositories();
    const { text, url } = this.#words;
    for (let at = 0; at < 8; at += 1)
      await this.tell({
        id: `earlier-${at}`,
        ago: 9 * HOUR - at * HOUR,
        ends: [{ outcome: 'delivered', durationMs: 90 + 40 * at }],
      });
    await this.tell({
      id: 'delivered',
      ago: 50 * MINUTE,
      ends: [
        {
          outcome: 'waiting',
          status: 503,
          answer: text('upstream connect error'),
          reason: text('GitHub answered 503.'),
          dueAt: this.#now - 49 * MINUTE,
        },
        {
          outcome: 'delivered',
          run: this.#run('delivered', url('https://github.com/acme/docs/actions/runs/501')),
        },
      ],
    });
    await this.tell({
      id: 'secret',
      ago: 45 * MINUTE,
      event: { repositoryId: SECRET, repository: this.name('acme/secret') },
      notification: {
        spokeId: SECRET,
        spoke: this.name('acme/secret'),
        route: `${this.name('acme/secret')}:notify[0]`,
        ref: text('refs/heads/launch-plan'),
      },
      ends: [{ outcome: 'delivered' }],
    });
    for (const [at, id] of ['dead', 'dead-2', 'dead-3'].entries())
      await this.tell({
        id,
        ago: (40 - at) * MINUTE,
        event: { name: 'release', action: 'published' },
        notification: {
          hubId: GONE,
          hub: this.name('other/gone'),
          lane: 8,
          eventType: text('release-published'),
        },
        ends: [
          {
            outcome: 'dead',
            status: 404,
            answer: text('{"message":"Not Found"}'),
            code: 'hub-not-found',
            reason: text('other/gone answered 404: it is not there, or not for us.'),
            isHubAtFault: true,
          },
        ],
      });
    await this.tell({
      id: 'held',
      ago: 30 * MINUTE,
      notification: { hubId: GONE, hub: this.name('other/gone'), lane: 8 },
    });
    await this.tell({
      id: 'refused',
      ago: 25 * MINUTE,
      notification: {
        hubId: SITE,
        hub: this.name('acme/site'),
        state: 'refused',
        reason: text('acme/site does not accept acme/app: there is no accept that names it.'),
        verdict: all('route', 'matched', [
          pass('on.push.branches', text('main matches main.')),
          fail(
            'policy.accept',
            text('acme/site does not accept acme/app: there is no accept that names it.'),
          ),
        ]),
      },
    });
    const burst = {
      coalesce: HOUR,
      ref: text('refs/heads/burst'),
      dueAt: this.#now + HOUR,
      lane: 9,
      hubId: SITE,
      hub: this.name('acme/site'),
    };
    await this.tell({ id: 'merged', ago: 12 * MINUTE, notification: burst });
    await this.tell({ id: 'pending', ago: 11 * MINUTE, notification: burst });
    await this.tell({
      id: 'endpoint',
      ago: 10 * MINUTE,
      notification: { hubId: -5, hub: 'endpoint:deploy', lane: -5 },
      ends: [{ outcome: 'delivered', status: 200, answer: text('thanks') }],
    });
    await this.tell({
      id: 'waiting',
      ago: 5 * MINUTE,
      ends: [
        {
          outcome: 'waiting',
          status: 502,
          answer: text('<html>Bad Gateway</html>'),
          reason: text('GitHub answered 502.'),
          dueAt: this.#now + 2 * MINUTE,
          mayHaveArrived: true,
        },
      ],
    });
    await this.tell({
      id: 'limited',
      ago: 4 * MINUTE,
      notification: { lane: 10, hubId: SITE, hub: this.name('acme/site') },
      ends: [
        {
          outcome: 'waiting',
          status: 429,
          code: 'rate-limited',
          reason: text('GitHub asked us to wait.'),
          dueAt: this.#now + 20 * MINUTE,
          holdLaneUntil: this.#now + 20 * MINUTE,
        },
      ],
    });
    await this.tell({ id: 'sending', ago: 1_000, ends: [{}] });
  }

  /** Records the event, plans its notification, and carries out its attempts. */
  async tell({ id, ago, event, notification, ends = [] }: Told): Promise<void> {
    const { text } = this.#words;
    const at = this.#now - ago;
    const spoke = this.name('acme/app');
    await this.#store.events.record(
      newEvent(`event-of-${id}`, {
        repositoryId: APP,
        repository: spoke,
        sender: this.#words.name('octocat'),
        receivedAt: at,
        body: JSON.stringify({
          ref: text('refs/heads/main'),
          head_commit: { message: text('Better words') },
          repository: { full_name: spoke, id: APP },
        }),
        ...event,
      }),
      DEADLINE,
    );
    await this.#store.events.planned(`event-of-${id}`, {
      at: at + 20,
      verdict: all('event', text('1 route matched'), [
        pass('route', text('acme/app:notify[0] fires.')),
        fail('on', text('acme/app:notify[1] is for release.')),
      ]),
      notifications: [
        newNotification(id, {
          eventId: `event-of-${id}`,
          route: `${spoke}:notify[0]`,
          spokeId: APP,
          spoke,
          hubId: DOCS,
          hub: this.name('acme/docs'),
          eventType: text('component-updated'),
          ref: text(`refs/heads/${id}`),
          occurredAt: at,
          verdict: all('route', text('matched'), [
            pass('on.push.branches', text('main matches main.')),
            pass('policy', text('Both sides agree.')),
          ]),
          chain: [APP],
          payload: {
            relay: { version: 1, id },
            subject: {
              title: text('Better words'),
              html_url: this.#words.url('https://github.com/acme/app/commit/1'),
            },
          },
          dueAt: at + 20,
          ...notification,
        }),
      ],
    });
    let claimedAt = at + 40;
    for (const end of ends) {
      const [claimed] = (await this.#store.notifications.claim(claimedAt, 10)).filter((one) => one.id === id);
      if (!claimed) throw new Error(`${id} could not be claimed`);
      if (end.outcome) await this.#finish(claimed, claimedAt, end);
      claimedAt = (end.dueAt ?? claimedAt) + 40;
    }
  }

  #finish(claimed: Notification, claimedAt: number, end: Partial<AttemptEnd>): Promise<unknown> {
    const { text } = this.#words;
    const durationMs = end.durationMs ?? 120;
    const request: Attempt['request'] = {
      event_type: text('component-updated'),
      client_payload: { title: text('Better words') },
    };
    return this.#store.notifications.finish(
      endOf(claimed, {
        durationMs,
        at: claimedAt + durationMs,
        request,
        reason: text('GitHub accepted it.'),
        ...end,
      }),
    );
  }

  #run(notificationId: string, url: string): NonNullable<AttemptEnd['run']> {
    return {
      notificationId,
      hubId: DOCS,
      runId: 501,
      attempt: 1,
      name: this.#words.text('Build the site'),
      status: 'completed',
      conclusion: 'success',
      url,
      startedAt: this.#now - 48 * MINUTE,
      updatedAt: this.#now - 46 * MINUTE,
    };
  }

  async #repositories(): Promise<void> {
    const { text } = this.#words;
    for (const [id, account] of [
      [7, 'acme'],
      [8, 'other'],
    ] as const)
      await this.#store.repositories.saveInstallation({
        id,
        account,
        suspended: false,
        permissions: NEEDED_PERMISSIONS,
      });
    const save = (
      id: number,
      plain: string,
      file: string | undefined,
      visibility: Visibility = 'public',
    ): Promise<void> =>
      this.#store.repositories.save({
        repository: {
          id,
          fullName: this.name(plain),
          installationId: plain.startsWith('acme') ? 7 : 8,
          visibility,
          archived: false,
          defaultBranch: text('main'),
        },
        config: file === undefined ? { state: 'missing' } : { state: 'read', text: file },
      });
    await save(APP, 'acme/app', `${CONFIG}# ${text('a remark')}\n`);
    await save(SECRET, 'acme/secret', CONFIG, 'private');
    await save(DOCS, 'acme/docs', `accept: [{ from: acme/* }]\n`);
    await save(SITE, 'acme/site', `${WRONG_CONFIG}  - ${text('nonsense')}: 1\n`);
    await save(GONE, 'other/gone', undefined);
  }
}
