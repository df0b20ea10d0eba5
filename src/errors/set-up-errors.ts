/** Those of the page that registers the App. */
export const SET_UP_ERRORS = {
  'set-up-host': {
    text: 'The set-up page was asked for by a name that is not known to be its own.',
    remedy:
      'Open the address that `hub-relay start` printed; where people reach it by another name, set PUBLIC_URL to that address and start again.',
  },
  'set-up-code': {
    text: 'From here the set-up page opens only with its code.',
    remedy: 'Take the newest one that `hub-relay start` printed; each works once.',
  },
  'set-up-forged': {
    text: 'This browser did not begin to register an App so, or more than an hour ago.',
    remedy: 'Open the set-up page again, and register the App from there, in the same browser.',
  },
  'set-up-choice': {
    text: 'What was chosen for the App cannot be used.',
    remedy: 'Correct what the page names; nothing was sent to GitHub.',
  },
  'set-up-refused': {
    text: 'GitHub did not take the code that it had given.',
    remedy:
      'Such a code works once, and for an hour. If the App is on GitHub all the same, delete it there, or make a private key on its page and enter it under "use an existing App"; else register it again.',
  },
  'set-up-credentials': {
    text: 'With these credentials GitHub knows no App.',
    remedy:
      'Take the App ID from the page of the App on GitHub, and the private key that was generated there for the same App. Nothing was written.',
  },
  'set-up-unwritable': {
    text: 'The credentials of the App could not be written.',
    remedy:
      'Set the variables that the page shows, once, where this server is configured: as it runs now it keeps them only in memory.',
  },
  'set-up-channel': {
    text: 'No channel could be made at smee.io.',
    remedy:
      'Check the network and open the page again; or set WEBHOOK_PROXY_URL to a channel or tunnel of your own, or PUBLIC_URL to an https:// address at which GitHub reaches this server.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;
