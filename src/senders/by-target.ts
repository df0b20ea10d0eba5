import { type Sender } from '../flow/github-ports.ts';

/** One for each way in which a notification leaves. */
export interface Senders {
  readonly dispatch: Sender;
  readonly workflow: Sender;
  readonly endpoint: Sender;
}

/** Each notification by the sender of its target. */
export const createByTarget = (senders: Senders): Sender => ({
  send: (notification, ...rest) =>
    senders[notification.target?.kind ?? 'dispatch'].send(notification, ...rest),
});
