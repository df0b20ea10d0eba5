import { randomUUID } from 'node:crypto';
import { type Event, eventTitle, readEvent } from '../../core/event.ts';
import { at, textAt } from '../../core/json.ts';
import { printable } from '../../core/printable.ts';
import { webhookHeaders } from '../../sandbox/webhook.ts';

/** A payload that is to be sent. `body` is its JSON, byte by byte; `file` is where it is, where it is a file's. */
export interface Payload {
  readonly event: string;
  readonly body: string;
  readonly file?: string;
  /** The id that it had on GitHub. */
  readonly guid?: string;
}

export interface Webhook extends Payload {
  readonly guid: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Signing {
  readonly secret: string;
  readonly appId: number | undefined;
}

/** Signed, and with the headers that GitHub sends: https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
export const signed = (payload: Payload, { secret, appId = 1 }: Signing, guid = newGuid()): Webhook => {
  const target = {
    hookId: appId,
    type: 'integration',
    id: appId,
    url: '',
    isForm: false,
    isVerified: true,
  } as const;
  const headers = webhookHeaders({ ...target, secret }, payload.event, guid, payload.body);
  return { ...payload, guid, headers };
};

export const newGuid = (): string => randomUUID();

/** What the payload tells, as the server will read it. */
export const readPayload = ({ event: name, body }: Payload): Event =>
  readEvent({ id: '', name, payload: JSON.parse(body) as unknown, receivedAt: 0 }).event;

/** "push to acme/captures, refs/heads/main", for a terminal. */
export const titleOf = (payload: Payload): string => {
  const event = readPayload(payload);
  const { repository = '(no repository)' } = event;
  const ref = textAt(event.payload, 'ref');
  const number = at(event.payload, 'number') ?? at(event.payload, 'issue.number');
  const which =
    ref ??
    textAt(event.payload, 'release.tag_name') ??
    textAt(event.payload, 'workflow_run.name') ??
    (typeof number === 'number' ? `#${number}` : undefined);
  return printable(`${eventTitle(event)} in ${repository}${which === undefined ? '' : `, ${which}`}`);
};
