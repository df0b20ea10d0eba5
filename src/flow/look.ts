import { answerIn, decideOn } from '../core/answer.ts';
import { eventTitle } from '../core/event.ts';
import {
  doubtful,
  endLook,
  type Look,
  nextToAsk,
  noteAsk,
  restartLook,
  settleLook,
  takePage,
  withoutArrived,
} from '../core/look.ts';
import { type HookDelivery, type Missed } from '../core/missed.ts';
import { type Actor, type Audit, SYSTEM } from './audit-ports.ts';
import { type Deliveries } from './github-ports.ts';
import { type Clock, type Log, type Store } from './ports.ts';

export interface LookOptions {
  readonly events: Pick<Store['events'], 'unknown'>;
  readonly deliveries: Deliveries;
  /** The events that we record; nothing else is worth a redelivery. */
  readonly isWanted: (delivery: HookDelivery) => boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Looks only: nothing is asked for. */
  readonly isDryRun?: boolean;
  readonly onAsked?: (missed: Missed) => void;
  /** Where it is noted what was asked for, and who asked. */
  readonly audit?: Pick<Audit, 'note'>;
  readonly actor?: Actor;
}

/** A look one piece further on; the next piece is due at `at`. */
export interface Step {
  readonly look: Look;
  readonly at: number;
}

/** GitHub advises one write a second. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
const BETWEEN_ASKS = 1_000;
/** Reading is cheaper; 600 a minute stay below the 900 points that a minute has. */
const BETWEEN_PAGES = 100;

/**
 * Takes a look one piece further: one page of the list, or one redelivery. Where GitHub says that it is too much, the
 * look stays as it is until the time that GitHub names; for any other trouble it rejects.
 */
export const createStep = (options: LookOptions): ((look: Look) => Promise<Step>) => {
  const { clock, log } = options;
  const list = createListing(options);
  const ask = createAsking(options);
  let strikes = 0;

  return async (look) => {
    try {
      const step = await (look.phase === 'listing' ? list(look) : ask(look));
      strikes = 0;
      return step;
    } catch (error) {
      const answer = answerIn(error);
      const circumstances = { now: clock.now(), strikes, isTokenFresh: true, mayRedirect: false };
      const decision = answer && decideOn(answer, circumstances);
      if (decision?.kind !== 'hold-lane') throw error;
      strikes += 1;
      const until = new Date(decision.until).toISOString();
      log.warn({ until, reason: decision.reason }, 'looking for missed deliveries waits, as GitHub says');
      return { look, at: decision.until };
    }
  };
};

const createListing = ({ events, deliveries, isWanted, clock, log }: LookOptions) => {
  return async (look: Look): Promise<Step> => {
    const page = await deliveries.page(look.cursor);
    if (page === 'unknown-cursor') {
      log.warn({}, 'GitHub’s list of deliveries is read from its beginning again: its cursor is gone');
      return { look: restartLook(look), at: clock.now() + BETWEEN_PAGES };
    }
    // What the last look asked for has arrived by now, as a rule, and must not take the room of others.
    const current = look.cursor === undefined ? await forget(events, look) : look;
    const unknown = new Set(await events.unknown(doubtful(current, page.deliveries)));
    const further = takePage(current, page, unknown, isWanted);
    if (further.phase === 'listing') return { look: further, at: clock.now() + BETWEEN_PAGES };
    const settled = settleLook(await forget(events, further), clock.now());
    for (const missed of settled.givenUp) sayGivenUp(log, missed);
    return { look: settled.look, at: clock.now() };
  };
};

const createAsking = (options: LookOptions) => {
  const { events, deliveries, clock, log, isDryRun, onAsked } = options;
  return async (look: Look): Promise<Step> => {
    const current = await forget(events, look);
    const missed = nextToAsk(current, clock.now());
    if (missed === undefined) return { look: endLook(current), at: clock.now() };
    const said = isDryRun ? 'accepted' : await deliveries.redeliver(missed.newest);
    if (said === 'accepted') {
      log.debug(fieldsOf(missed), 'asked GitHub to redeliver what was missed');
      onAsked?.(missed);
      if (isDryRun !== true) await noteAsked(missed, options);
    } else sayGivenUp(log, { ...missed, end: said });
    return {
      look: noteAsk(current, missed.guid, said, clock.now()),
      at: clock.now() + (isDryRun ? 0 : BETWEEN_ASKS),
    };
  };
};

const noteAsked = async (
  { guid, event }: Missed,
  { audit, actor = SYSTEM, clock }: LookOptions,
): Promise<void> => {
  const content = { event: guid, name: event };
  await audit?.note({ at: clock.now(), kind: 'redelivery-asked', actor, content });
};

/** What has arrived since is not missed any more. */
const forget = async (events: LookOptions['events'], look: Look): Promise<Look> =>
  withoutArrived(look, new Set(await events.unknown(look.missed.map(({ guid }) => guid))));

const fieldsOf = (missed: Missed): object => ({
  event: missed.guid,
  eventName: eventTitle({
    name: missed.event,
    ...(missed.action !== undefined && { action: missed.action }),
  }),
});

const GIVEN_UP: Readonly<Record<NonNullable<Missed['end']>, string>> = {
  tries: 'it failed too often',
  age: 'it is older than the three days that GitHub keeps it',
  gone: 'GitHub has it no more',
  refused: 'GitHub refused to redeliver it',
};

const sayGivenUp = (log: Log, missed: Missed): void => {
  const reason = GIVEN_UP[missed.end ?? 'tries'];
  log.warn({ ...fieldsOf(missed), reason, failed: missed.failed.length }, 'a missed delivery is given up');
};
