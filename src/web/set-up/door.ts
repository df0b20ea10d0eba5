import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Door } from './options.ts';

const MOST_SESSIONS = 100;

/**
 * `onCode` is told each code that takes the place of one that was used. Whoever can read what this process prints, or may
 * open it from the same machine, is who sets it up.
 */
export const createDoor = (onCode: (code: string) => void): Door => {
  const sessions = new Set<string>();
  const random = (): string => randomBytes(24).toString('base64url');
  let code = random();

  const admit = (): string => {
    const session = random();
    // A set keeps the order: the oldest goes.
    const [oldest] = sessions;
    if (sessions.size >= MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    sessions.add(session);
    return session;
  };

  return {
    code: () => code,
    open: (given) => {
      const [a, b] = [Buffer.from(given), Buffer.from(code)];
      if (a.length !== b.length || !timingSafeEqual(a, b)) return undefined;
      code = random();
      onCode(code);
      return admit();
    },
    isSession: (session) => sessions.has(session),
    admit,
  };
};
