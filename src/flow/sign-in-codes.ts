import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, type Marks } from './ports.ts';

/** The codes by which whoever may run commands on the server signs in. Each works once, for ten minutes. */
export interface SignInCodes {
  /** A new one: 256 bits of chance, in 43 letters. `until` is when it stops to work. */
  issue(): Promise<{ readonly code: string; readonly until: number }>;
  /** Whether it is one of them; it is none any more after that, whoever asks. */
  use(code: string): Promise<boolean>;
}

const LIFETIME = 10 * 60_000;
const MARK = 'sign-in-codes';
/** Of those not used yet, the newest. */
const MOST_CODES = 10;
const BYTES = 32;

/** The hash, so that who reads the database learns no code. */
interface KeptCode {
  readonly hash: string;
  readonly until: number;
}

/** They are kept in the mark `sign-in-codes`, so that a command can make them and any process of the server take them. */
export const createSignInCodes = (marks: Marks, clock: Pick<Clock, 'now'>): SignInCodes => {
  const read = async (): Promise<{ text: string | undefined; codes: readonly KeptCode[] }> => {
    const text = await marks.read(MARK);
    const codes = JSON.parse(text ?? '[]') as readonly KeptCode[];
    return { text, codes: codes.filter(({ until }) => until > clock.now()) };
  };
  const write = (from: string | undefined, codes: readonly KeptCode[]): Promise<boolean> =>
    marks.swap(MARK, from, JSON.stringify(codes));

  return {
    issue: async () => {
      const code = randomBytes(BYTES).toString('base64url');
      const until = clock.now() + LIFETIME;
      for (;;) {
        const { text, codes } = await read();
        const all = [...codes, { hash: hashOf(code).toString('hex'), until }];
        if (await write(text, all.slice(-MOST_CODES))) return { code, until };
      }
    },
    use: async (code) => {
      const hash = hashOf(code);
      for (;;) {
        const { text, codes } = await read();
        const others = codes.filter((kept) => !timingSafeEqual(Buffer.from(kept.hash, 'hex'), hash));
        if (others.length === codes.length) return false;
        if (await write(text, others)) return true;
        // Somebody else used or made one meanwhile: perhaps this one.
      }
    },
  };
};

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();
