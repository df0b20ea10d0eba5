/** Those of signing in to the pages. */
export const SIGN_IN_ERRORS = {
  'sign-in-denied': {
    text: 'GitHub was not allowed to tell who you are.',
    remedy: 'Sign in again and choose "Authorize", or use a code of `hub-relay dashboard`.',
  },
  'sign-in-expired': {
    text: 'Signing in took more than ten minutes.',
    remedy: 'Sign in again.',
  },
  'sign-in-forged': {
    text: 'This browser did not begin to sign in so, or began again meanwhile.',
    remedy: 'Sign in again, in one window, with cookies allowed.',
  },
  'sign-in-repeated': {
    text: 'This answer of GitHub was used before.',
    remedy: 'Sign in again; the address to which GitHub sends you works once.',
  },
  'sign-in-refused': {
    text: 'GitHub did not take the code that it had given.',
    remedy: 'Sign in again; such a code works once, and for ten minutes.',
  },
  'sign-in-unusable': {
    text: 'GitHub does not let Hub Relay sign anybody in.',
    remedy:
      'The operator compares GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and PUBLIC_URL with the App’s page on GitHub, where the callback URL must be PUBLIC_URL with /sign-in/callback; the log says what GitHub answered.',
  },
  'code-wrong': {
    text: 'This code is none, or it was used before, or its ten minutes are over.',
    remedy: 'Get a new one with `hub-relay dashboard`.',
  },
  'code-attempts': {
    text: 'Too many wrong codes were entered.',
    remedy: 'Wait a minute, then enter a new code of `hub-relay dashboard`.',
  },
  'address-unknown': {
    text: 'It is not known where people reach the server.',
    remedy: 'Set PUBLIC_URL to the address of its pages, or PORT to another number than 0.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;
