const WAYS_ROUND =
  'use a tunnel that leaves bodies as they are, such as ngrok, as the App’s webhook URL; have GitHub redeliver it after that, for through the same channel it would break again; or run `hub-relay simulate --from-github <delivery>`, which fetches it, signs it anew and needs no channel';

/** Those of local development: `hub-relay dev` and the channel that brings webhooks to it. */
export const DEVELOPMENT_ERRORS = {
  'webhook-signature': {
    text: 'A webhook with a wrong signature was refused.',
    remedy:
      'If GitHub sent it, WEBHOOK_SECRET is not the webhook secret of the App: set the same on both sides. Otherwise somebody tried.',
  },
  'channel-rewrote': {
    text: 'Its signature broke on the way: the channel parses the JSON and writes it anew, so `\\u` escapes, numbers such as 1.0 and pretty-printing are not what GitHub signed.',
    remedy: `Three ways round: ${WAYS_ROUND}.`,
  },
  'channel-secret': {
    text: 'Its signature is not that of its body, most likely because WEBHOOK_SECRET is not the webhook secret of the App.',
    remedy: `Set the same on both sides. If it is the same, the channel wrote the body anew: ${WAYS_ROUND}.`,
  },
  'dev-in-production': {
    text: '`hub-relay dev` is for a machine on which somebody works, and NODE_ENV says production.',
    remedy: 'Use `hub-relay start`, or leave NODE_ENV out.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;
