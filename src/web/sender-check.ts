import { type IncomingMessage } from 'node:http';
import { type Address, type Range, senderOf } from '../core/address.ts';
import { type Log } from '../flow/ports.ts';
import { type Refusal } from './refuse.ts';

/** Why the one who sent this is not listened to; `undefined` when it is GitHub. */
export type SenderCheck = (request: IncomingMessage) => Promise<Refusal | undefined>;

export interface SenderCheckOptions {
  /** `unknown`: GitHub's addresses could not be read yet. */
  readonly whoIs: (address: Address) => Promise<'github' | 'stranger' | 'unknown'>;
  readonly trustedProxies: readonly Range[];
  readonly log: Log;
}

export const createSenderCheck =
  ({ whoIs, trustedProxies, log }: SenderCheckOptions): SenderCheck =>
  async ({ socket, headers }) => {
    const forwardedFor = headers['x-forwarded-for'];
    const origin = { peer: socket.remoteAddress, forwardedFor: forwardedFor?.toString() };
    const sender = senderOf(origin, trustedProxies);
    const who = sender === undefined ? 'stranger' : await whoIs(sender);
    if (who === 'github') return undefined;
    if (who === 'unknown') return { status: 503, code: 'senders-unknown' };
    log.warn(
      { sender: sender?.toString(), peer: origin.peer, forwardedFor: origin.forwardedFor?.slice(-200) },
      'a webhook was refused: its sender is not in GitHub’s ranges. If GitHub sent it, TRUSTED_PROXIES lacks a proxy that stands in front',
    );
    return { status: 403, code: 'sender-refused' };
  };
