/** Those of `hub-relay simulate`. */
export const SIMULATE_ERRORS = {
  'simulate-options': {
    text: 'This cannot happen on GitHub, or is not said clearly.',
    remedy: 'Correct it; `hub-relay simulate --help` lists what can be said.',
  },
  'simulate-payload': {
    text: 'There is no payload that can be sent.',
    remedy:
      'Give a JSON object of at most 25 MB as GitHub sends it, in UTF-8, and its name with --event where it does not show.',
  },
  'simulate-address': {
    text: 'Nothing is sent to this address.',
    remedy:
      'Give the whole webhook URL with --url, with https:// unless it is on this machine; where that cannot be, say why with --plain-http "<reason>".',
  },
  'simulate-unconfirmed': {
    text: 'This server is not on this machine, and what it is told it passes on to real hubs.',
    remedy: 'If that is what you want, say --yes.',
  },
  'simulate-unanswered': {
    text: 'Nobody answers there.',
    remedy: 'Start the server with `hub-relay start`, or say with --url where it takes webhooks.',
  },
  'simulate-signature': {
    text: 'The server refused the signature.',
    remedy: 'Set WEBHOOK_SECRET here to the one of that server.',
  },
  'simulate-too-large': {
    text: 'The body is too large for the server, or for a proxy before it.',
    remedy:
      'Hub Relay takes 25 MB, as GitHub sends; a proxy that takes less loses webhooks of GitHub, too: raise its limit.',
  },
  'simulate-busy': {
    text: 'The server cannot take it at the moment.',
    remedy: 'Send it again in a moment, or with a lower --rate; if that does not help, its log says why.',
  },
  'simulate-refused': {
    text: 'The server did not take the webhook.',
    remedy:
      'For a 404, check the path in --url (WEBHOOK_PATH); for a 403, a server with WEBHOOK_SENDERS=github takes webhooks of GitHub alone; else its log says why.',
  },
  'simulate-no-record': {
    text: 'What became of it cannot be seen from here.',
    remedy: 'Set DATABASE_URL to the database of that server, or say --no-follow.',
  },
  'simulate-unfinished': {
    text: 'It did not come to its end in time.',
    remedy:
      'It goes on by itself: look with `hub-relay notifications list`, or give more time with --timeout.',
  },
  'simulate-failed': {
    text: 'Not everything went well.',
    remedy:
      'Mend what the reasons above name; a dead notification can be replayed with `hub-relay notifications replay`.',
  },
  'delivery-unknown': {
    text: 'GitHub knows no such delivery of this App.',
    remedy: 'It keeps them for three days; the App’s page shows their ids under "Advanced".',
  },
} as const;
