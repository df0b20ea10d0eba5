import { type Audit } from './audit-ports.ts';
import { type Observer } from './observer.ts';
import { type Clock, type Store } from './ports.ts';

/** So many notes are chained at once; what records or sends gets its turn in the pause after them (ms). */
export const SEAL_BATCH = 500;
const PAUSE = 20;

/** What happens within it (ms) is chained together: a commit for each event would cost as much as recording it. */
const GATHER = 1_000;

/** Other processes do not say each thing that they note. What this one notes it hears of, but for very little. */
const PERIOD_SHARED = 2_000;
const PERIOD = 30_000;

const DAY = 86_400_000;
const EXPIRY_BATCH = 1_000;

export interface SealOptions {
  readonly store: Pick<Store, 'isShared'> & { readonly audit: Pick<Audit, 'seal'> };
  readonly clock: Pick<Clock, 'now'>;
  /** Called soon after something was noted: there is a turn to do. */
  readonly wake: () => void;
}

/** Chains what was noted, soon after it was. `turn` is for a worker of the one process that leads. */
export const createSealing = ({ store, clock, wake }: SealOptions) => {
  let timer: NodeJS.Timeout | undefined;
  return {
    turn: async (): Promise<number> => {
      const sealed = await store.audit.seal(SEAL_BATCH);
      if (sealed === SEAL_BATCH) return clock.now() + PAUSE;
      return clock.now() + (store.isShared ? PERIOD_SHARED : PERIOD);
    },
    /** Something may have been noted. */
    noted: (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        wake();
      }, GATHER).unref();
    },
  };
};

/** Hears of all that is noted on the way of an event. */
export const hearNotes = (noted: () => void): Observer => ({
  recorded: noted,
  planned: noted,
  attempted: noted,
  changed: noted,
});

/** Chains all that is noted by now, for a command that reads the log. */
export const sealAll = async (audit: Pick<Audit, 'seal'>): Promise<void> => {
  while ((await audit.seal(SEAL_BATCH)) === SEAL_BATCH);
};

/** Once a day, deletes the lines of more than `auditRetention` ms ago, in small batches. */
export const createAuditExpiry =
  ({ store, auditRetention, clock }: AuditExpiryOptions) =>
  async (): Promise<number> => {
    const deleted = await store.audit.expire(clock.now() - auditRetention, EXPIRY_BATCH);
    return clock.now() + (deleted === EXPIRY_BATCH ? PAUSE : DAY);
  };

interface AuditExpiryOptions {
  readonly store: { readonly audit: Pick<Audit, 'expire'> };
  /** In milliseconds. */
  readonly auditRetention: number;
  readonly clock: Pick<Clock, 'now'>;
}
