import { readEvent } from '../core/event.ts';
import { type Handed } from './arrivals.ts';
import { type Observer, type Recorded } from './observer.ts';
import { type Clock, type Log, type Store } from './ports.ts';

/** A webhook whose signature was verified. `body` is its JSON text as it came. */
export interface Delivered {
  readonly id: string;
  readonly name: string;
  /** The name of the source that it came by, where that was not the App. */
  readonly source?: string;
  readonly payload: unknown;
  readonly body: string;
}

/** GitHub gives up after 10 s; half of it leaves time to say 503, which it shows as a failed delivery. */
const DEADLINE = 5_000;

export interface RecordOptions {
  readonly store: Pick<Store, 'events'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer;
  /**
   * There is an event to be planned: this one; or, where nothing is handed over, one on record that its sender was told
   * nothing good of, or may have been.
   */
  readonly onRecorded: (handed?: Handed) => void;
}

/**
 * Commits the event durably, and only then resolves: this is all that happens before GitHub gets its answer. Rejects
 * when the commit fails or takes over 5 s, so that GitHub is told. What lacks something is kept too, as `rejected`.
 */
export const createRecord =
  (options: RecordOptions) =>
  async (delivered: Delivered): Promise<'recorded' | 'rejected' | 'duplicate'> => {
    const { store, clock, log, observer, onRecorded } = options;
    const { body, ...incoming } = delivered;
    const { event, missing } = readEvent({ ...incoming, receivedAt: clock.now() });
    const { payload: _, ...names } = event;
    const tell = (outcome: Recorded['outcome']): void => {
      const { id, name, action, repository, receivedAt } = event;
      observer?.recorded?.({
        event: id,
        name,
        ...(action !== undefined && { action }),
        ...(repository !== undefined && { repository }),
        outcome,
        receivedAt,
        endedAt: clock.now(),
      });
    };
    const isWhole = missing.length === 0;
    const fields = {
      event: event.id,
      eventName: event.name,
      action: event.action,
      repository: event.repository,
      source: event.source,
    };
    const recorded = store.events.record(
      {
        ...names,
        body,
        ...(isWhole
          ? { state: 'recorded' }
          : { state: 'rejected', reason: `a ${event.name} event must have: ${missing.join(', ')}` }),
      },
      DEADLINE,
    );
    const result = await recorded.catch((error: unknown) => {
      log.error({ ...fields, err: error }, 'event could not be recorded, and GitHub is told so');
      tell('failed');
      // Its commit may have come after its deadline.
      onRecorded();
      throw error;
    });
    const outcome = result === 'duplicate' ? 'duplicate' : isWhole ? 'recorded' : 'rejected';
    if (outcome === 'rejected')
      log.warn({ ...fields, missing }, 'event rejected: it lacks what it must have');
    else log.info(fields, outcome === 'duplicate' ? 'event is on record already' : 'event recorded');
    if (outcome === 'recorded') onRecorded({ event, bytes: Buffer.byteLength(body) });
    // The answer to its first commit may have been lost on the way from the database.
    if (outcome === 'duplicate') onRecorded();
    tell(outcome);
    if (outcome !== 'duplicate') observer?.changed?.();
    return outcome;
  };
