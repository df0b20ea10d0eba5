import { createHmac } from 'node:crypto';
import { type RememberedSettings, settingChanges } from '../core/settings-change.ts';
import { type JsonObject } from '../core/json.ts';
import { type Audit, SYSTEM } from './audit-ports.ts';
import { type Clock, type Marks } from './ports.ts';

const MARK = 'audit-settings';

export interface StartedWith {
  readonly store: { readonly audit: Pick<Audit, 'note'>; readonly marks: Marks };
  readonly clock: Pick<Clock, 'now'>;
  /** What the log is to say of the start itself. */
  readonly start: JsonObject;
  /** By the names of their variables. */
  readonly settings: {
    readonly shown: Readonly<Record<string, string>>;
    readonly secret: Readonly<Record<string, string>>;
  };
  /** The App's private key: a fingerprint with it tells nobody else whether a guess at a secret is right. */
  readonly key: string;
}

/** Notes that it starts, and which settings are not those of the last start. */
export const noteStart = async ({ store, clock, start, settings, key }: StartedWith): Promise<void> => {
  const { audit, marks } = store;
  const note = (kind: 'started' | 'settings-changed', content: JsonObject): Promise<void> =>
    audit.note({ at: clock.now(), kind, actor: SYSTEM, content });
  await note('started', start);
  const now = remembered(settings, key);
  const text = await marks.read(MARK);
  if (text !== undefined) {
    const variables = settingChanges(JSON.parse(text) as RememberedSettings, now);
    if (Object.keys(variables).length === 0) return;
    await note('settings-changed', { variables });
  }
  await marks.write(MARK, JSON.stringify(now));
};

const remembered = ({ shown, secret }: StartedWith['settings'], key: string): RememberedSettings => {
  const fingerprint = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const { PRIVATE_KEY: _, ...others } = secret;
  return {
    shown,
    fingerprints: Object.fromEntries(
      Object.entries(others).map(([name, value]) => [name, fingerprint(`${name}\n${value}`)]),
    ),
    key: fingerprint('key'),
  };
};
