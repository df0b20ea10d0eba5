import { type Json, type JsonObject, textsAt } from './json.ts';

/** https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export const LIMITS = { eventType: 100, properties: 10, bytes: 65_535 } as const;

/** What every hub can rely on, beside the fields; what changes from attempt to attempt is added then. */
export interface Relay {
  readonly id: string;
  readonly eventId: string;
  readonly route: string;
  /** Where nothing around the payload says it. */
  readonly eventType?: string;
  readonly hop: number;
  readonly via: readonly string[];
}

/** Fields of the default envelope, the least needed first: that is the order in which a payload too large drops them. */
const ENVELOPE_DROPS = ['subject', 'sender', 'action', 'sha', 'ref', 'event', 'repository'];

/**
 * The `client_payload` of a notification, within GitHub's limits whatever the fields hold. A field that does not fit
 * is dropped whole and named in `relay.truncated`, after what was `cut` before; of a route's own fields the last one in
 * the file goes first. What `withAttempt` must add has its room.
 */
export const buildPayload = (
  relay: Relay,
  fields: JsonObject,
  isEnvelope: boolean,
  cut: readonly string[] = [],
): JsonObject => {
  const entries = Object.entries(mend(fields) as JsonObject);
  const names = entries.map(([name]) => name);
  const drops = isEnvelope ? ENVELOPE_DROPS : names.toReversed();
  const truncated: string[] = [...cut, ...names.slice(LIMITS.properties - 1)];
  const kept = new Map(entries.slice(0, LIMITS.properties - 1));
  const queue = drops.filter((name) => kept.has(name));
  for (;;) {
    const payload = assemble(relay, kept, truncated);
    const next = queue.shift();
    if (next === undefined || sizeOf(extend(payload, WIDEST, WIDEST_BURST)) <= LIMITS.bytes) return payload;
    kept.delete(next);
    truncated.push(next);
  }
};

/**
 * Half a surrogate pair is no text that JSON can carry from one program to another, and no environment variable of a hub's
 * workflow can hold the character NUL: both become U+FFFD. All else goes as it came.
 * https://www.rfc-editor.org/rfc/rfc8259#section-8.2
 */
const mend = (value: Json): Json => {
  if (typeof value === 'string') return mendText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mend(item));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [mendText(key), mend(item ?? null)]),
  );
};

const mendText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** `number` counts from 1, `at` is in milliseconds since 1970. */
export interface AttemptStamp {
  readonly number: number;
  readonly at: number;
}

/**
 * The payload as one attempt sends it. `coalesced` are the ids of all events that it stands for, oldest first, its own
 * last; fewer than two are no burst. Where not all of them fit, the oldest are left out: `count` still counts
 * them, and `relay.truncated` names `relay.coalesced.events`.
 */
export const withAttempt = (
  payload: JsonObject,
  attempt: AttemptStamp,
  coalesced: readonly string[] = [],
): JsonObject => {
  if (coalesced.length < 2) return extend(payload, attempt);
  const whole = extend(payload, attempt, { count: coalesced.length, events: coalesced, isCut: false });
  if (sizeOf(whole) <= LIMITS.bytes) return whole;
  const burst = { count: coalesced.length, events: [], isCut: true };
  const room = LIMITS.bytes - sizeOf(extend(payload, attempt, burst));
  return extend(payload, attempt, { ...burst, events: newestWithin(room, coalesced) });
};

/** The size of a payload as it is sent: its JSON in UTF-8, in bytes. */
export const sizeOf = (payload: Json): number => Buffer.byteLength(JSON.stringify(payload));

interface Burst {
  readonly count: number;
  readonly events: readonly string[];
  readonly isCut: boolean;
}

/** Room for the attempt's number and time and a burst's count, so that what fits once fits at every attempt. */
const WIDEST: AttemptStamp = { number: 999_999, at: 0 };
const WIDEST_BURST: Burst = { count: 9_999_999, events: [], isCut: true };

const extend = (payload: JsonObject, { number, at }: AttemptStamp, burst?: Burst): JsonObject => {
  const relay = payload.relay as JsonObject;
  return {
    ...payload,
    relay: {
      ...relay,
      attempt: number,
      sent_at: new Date(at).toISOString(),
      ...(burst && { coalesced: { count: burst.count, events: burst.events } }),
      ...(burst?.isCut === true && {
        truncated: [...textsAt(relay, 'truncated'), 'relay.coalesced.events'],
      }),
    },
  };
};

/** As many of the last ids as fit in so many bytes of a JSON list, commas counted. */
const newestWithin = (room: number, ids: readonly string[]): readonly string[] => {
  let used = 0;
  let first = ids.length;
  for (const id of ids.toReversed()) {
    used += sizeOf(id) + (first < ids.length ? 1 : 0);
    if (used > room) break;
    first -= 1;
  }
  return ids.slice(first);
};

const assemble = (
  relay: Relay,
  fields: ReadonlyMap<string, Json | undefined>,
  truncated: readonly string[],
): JsonObject => ({
  relay: {
    version: 1,
    id: relay.id,
    event_id: relay.eventId,
    route: relay.route,
    ...(relay.eventType !== undefined && { event_type: relay.eventType }),
    hop: relay.hop,
    via: relay.via,
    ...(truncated.length > 0 && { truncated: [...truncated] }),
  },
  // fromEntries defines own properties, so that a field called "__proto__" is a field and nothing else.
  ...Object.fromEntries(fields),
});
