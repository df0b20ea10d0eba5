import { ERRORS } from '../../errors.ts';
import { StoreError } from '../../store/store-error.ts';
import { githubTrouble } from '../github-trouble.ts';

export type Level = 'ok' | 'warn' | 'fail';

/** What a check found: one line, and where it is not well what to do. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  readonly remedy?: string;
}

/** Makes the findings of one check. */
export const findingsOf = (check: string) => {
  const make =
    (level: Level) =>
    (text: string, remedy?: string): Finding => ({
      check,
      level,
      text,
      ...(remedy !== undefined && { remedy }),
    });
  return { ok: make('ok'), warn: make('warn'), fail: make('fail') };
};

/** For what could not be looked at because something else is wrong. */
export const skipped = (checks: readonly string[], because: string): readonly Finding[] =>
  checks.map((check) => findingsOf(check).warn(`not checked, because ${because}`));

/** What somebody had to tell for a check; or what is wrong with that, and the error itself. */
export type Asked<T> = { readonly told: T } | { readonly trouble: Finding; readonly error: unknown };

export const ask = async <T>(check: string, question: () => Promise<T>): Promise<Asked<T>> => {
  try {
    return { told: await question() };
  } catch (error) {
    return { trouble: troubleIn(check, error), error };
  }
};

/** What the store says of itself holds what to do already. */
const troubleIn = (check: string, error: unknown): Finding => {
  const { fail } = findingsOf(check);
  if (error instanceof StoreError) return fail(error.message, ERRORS['store-unusable'].remedy);
  const { message, remedy, code } = githubTrouble(error);
  return fail(`${message} [${code}]`, remedy);
};

export const examine = async (
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  const asked = await ask(check, look);
  return 'told' in asked ? asked.told : [asked.trouble];
};
