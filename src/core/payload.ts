import { type Json, type JsonObject } from './json.ts';

/** https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export const LIMITS = { eventType: 100, properties: 10, bytes: 65_535 } as const;

/** What every hub can rely on, beside the fields; `attempt` and `sent_at` are added at each attempt. */
export interface Relay {
  readonly id: string;
  readonly eventId: string;
  readonly route: string;
  readonly hop: number;
  readonly via: readonly string[];
}

/** Fields of the default envelope, the least needed first: that is the order in which a payload too large drops them. */
const ENVELOPE_DROPS = ['subject', 'sender', 'action', 'sha', 'ref', 'event', 'repository'];

/**
 * The `client_payload` of a notification, within GitHub's limits whatever the fields hold. A field that does not fit
 * is dropped whole and named in `relay.truncated`; of a route's own fields the last one in the file goes first.
 */
export const buildPayload = (relay: Relay, fields: JsonObject, isEnvelope: boolean): JsonObject => {
  const names = Object.keys(fields);
  const drops = isEnvelope ? ENVELOPE_DROPS : names.toReversed();
  const truncated: string[] = names.slice(LIMITS.properties - 1);
  const kept = new Map(Object.entries(fields).slice(0, LIMITS.properties - 1));
  const queue = drops.filter((name) => kept.has(name));
  for (;;) {
    const payload = assemble(relay, kept, truncated);
    const next = queue.shift();
    if (next === undefined || sizeOf(withAttempt(payload, WIDEST)) <= LIMITS.bytes) return payload;
    kept.delete(next);
    truncated.push(next);
  }
};

/** The payload as one attempt sends it. */
export const withAttempt = (payload: JsonObject, attempt: { number: number; at: number }): JsonObject => ({
  ...payload,
  relay: {
    ...(payload.relay as JsonObject),
    attempt: attempt.number,
    sent_at: new Date(attempt.at).toISOString(),
  },
});

/** The size of a payload as it is sent: its JSON in UTF-8. */
export const sizeOf = (payload: Json): number => Buffer.byteLength(JSON.stringify(payload));

/** Room for the attempt number and the time, so that a payload that fits once fits at every attempt. */
const WIDEST = { number: 999_999, at: 0 };

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
    hop: relay.hop,
    via: relay.via,
    ...(truncated.length > 0 && { truncated: [...truncated] }),
  },
  // fromEntries defines own properties, so that a field called "__proto__" is a field and nothing else.
  ...Object.fromEntries(fields),
});
