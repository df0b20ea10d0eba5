import { RelayError } from '../errors.ts';
import { type ChannelWebhook } from './channel-message.ts';

/** Octokit's own words: @octokit/webhooks, verify-and-receive. */
export const isWrongSignature = (answer: string): boolean => answer.includes('signature does not match');

/**
 * Why a webhook that a channel brought has a wrong signature: the channel parses the JSON and writes it anew, or
 * WEBHOOK_SECRET is not GitHub's. The channel may tell how long the body was that GitHub signed, which settles it;
 * otherwise it depends on whether one has `passed` before.
 */
export const explainWrongSignature = (
  { body, sentBytes }: Pick<ChannelWebhook, 'body' | 'sentBytes'>,
  passed: boolean,
): RelayError => {
  const bytes = Buffer.byteLength(body);
  if (sentBytes !== undefined && sentBytes !== bytes)
    return new RelayError('channel-rewrote', `GitHub sent ${sentBytes} bytes, and ${bytes} arrived.`);
  if (sentBytes !== undefined)
    return new RelayError('channel-secret', `All ${bytes} bytes that GitHub sent arrived.`);
  return passed
    ? new RelayError(
        'channel-rewrote',
        'Earlier webhooks of this channel had a right one, so the secret is right.',
      )
    : new RelayError('channel-secret', 'No webhook of this channel has had a right one since the start.');
};
