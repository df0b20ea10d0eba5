import { randomBytes } from 'node:crypto';
import { type Clock, type Marks } from './ports.ts';

/** What all processes share of sessions; the sessions themselves are in the browsers' cookies. */
export interface SessionRecord {
  /** The key to all of them: it must be in no log and on no page. */
  readonly secret: string;
  /** Those that were ended before their time. */
  readonly ended: ReadonlySet<string>;
}

export interface SessionRecords {
  read(): Promise<SessionRecord>;
  /** That session counts no more, in any process. After `until` it would be over anyway. */
  end(id: string, until: number): Promise<void>;
  /** Signs everybody out. */
  endAll(): Promise<void>;
}

const MARK = 'sessions';
const BYTES = 32;
/** GitHub gives one person ten tokens an hour for one App, so nobody fills this alone. */
const MOST_ENDED = 1_000;

interface Kept {
  readonly secret: string;
  readonly ended: readonly (readonly [id: string, until: number])[];
}

const fresh = (): Kept => ({ secret: randomBytes(BYTES).toString('base64url'), ended: [] });

/** Kept in the mark `sessions`; the secret is made when it is first needed. */
export const createSessionRecords = (marks: Marks, clock: Pick<Clock, 'now'>): SessionRecords => {
  const change = async (to: (kept: Kept) => Kept): Promise<Kept> => {
    for (;;) {
      const text = await marks.read(MARK);
      const kept = to(text === undefined ? fresh() : (JSON.parse(text) as Kept));
      if (await marks.swap(MARK, text, JSON.stringify(kept))) return kept;
    }
  };

  return {
    read: async () => {
      const text = await marks.read(MARK);
      const { secret, ended } =
        text === undefined ? await change((kept) => kept) : (JSON.parse(text) as Kept);
      return { secret, ended: new Set(ended.map(([id]) => id)) };
    },
    end: async (id, until) => {
      await change(({ secret, ended }) => {
        const still = ended.filter(([, end]) => end > clock.now());
        return { secret, ended: [...still, [id, until] as const].slice(-MOST_ENDED) };
      });
    },
    endAll: async () => {
      await change(fresh);
    },
  };
};
