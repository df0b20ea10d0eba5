/** Settings as they are remembered from one start to the next: what anybody may read, and of secrets only a fingerprint. */
export interface RememberedSettings {
  readonly shown: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Of the key that the fingerprints are made with: those of two keys say nothing of each other. */
  readonly key: string;
}

/** How one variable differs. Absent values were not set. */
export type SettingChange =
  { readonly from?: string; readonly to?: string } | 'changed' | 'added' | 'removed';

/** What differs between two starts, by the names of the variables. */
export const settingChanges = (
  before: RememberedSettings,
  now: RememberedSettings,
): Readonly<Record<string, SettingChange>> => {
  const shown = namesOf(before.shown, now.shown)
    .filter((name) => before.shown[name] !== now.shown[name])
    .map((name) => [name, fromTo(before.shown[name], now.shown[name])] as const);
  const secret = namesOf(before.fingerprints, now.fingerprints).flatMap((name) => {
    const change = secretChange(before.fingerprints[name], now.fingerprints[name], before.key === now.key);
    return change === undefined ? [] : [[name, change] as const];
  });
  const key = before.key === now.key ? [] : [['PRIVATE_KEY', 'changed'] as const];
  return Object.fromEntries<SettingChange>([...shown, ...secret, ...key]);
};

const namesOf = (one: object, other: object): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();

const fromTo = (from: string | undefined, to: string | undefined): SettingChange => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

const secretChange = (
  before: string | undefined,
  now: string | undefined,
  isSameKey: boolean,
): SettingChange | undefined => {
  if (before === undefined) return 'added';
  if (now === undefined) return 'removed';
  return isSameKey && before !== now ? 'changed' : undefined;
};
