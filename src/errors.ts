import { COMMAND_ERRORS } from './errors/command-errors.ts';
import { DEVELOPMENT_ERRORS } from './errors/development-errors.ts';
import { FILE_ERRORS } from './errors/file-errors.ts';
import { SERVERLESS_ERRORS } from './errors/serverless-errors.ts';
import { SET_UP_ERRORS } from './errors/set-up-errors.ts';
import { SIGN_IN_ERRORS } from './errors/sign-in-errors.ts';
import { SIMULATE_ERRORS } from './errors/simulate-errors.ts';

/**
 * Every error that a person can meet: its code, what it means, and what to do. Config files have their own table
 * (config/codes.ts) because their problems carry a line and a column.
 */
export const ERRORS = {
  'settings-invalid': {
    text: 'The environment holds settings that Hub Relay cannot use.',
    remedy: 'Correct each variable named above; .env.example lists them all.',
  },
  'node-too-old': {
    text: 'Hub Relay needs Node.js 24 or newer.',
    remedy:
      'Install it from https://nodejs.org, or use `npx hub-relay`, which brings Node.js 24 along where npm may run install scripts.',
  },
  'port-in-use': {
    text: 'Another program listens on this port.',
    remedy: 'Stop it, or set PORT to a free one.',
  },
  'store-unusable': {
    text: 'The database could not be opened.',
    remedy: 'Check DATABASE_URL, and that this user may write to that place.',
  },
  'store-failed': {
    text: 'Nothing is written to the database any more: the disk failed, or the file was taken away while it was in use.',
    remedy:
      'What cannot be kept is answered 503, and `hub-relay start` ends with 1, so that its supervisor starts it again: only a new start knows what the disk holds. Look after the disk. Where another program runs Hub Relay, end that program; GitHub is asked at the next start for what was refused meanwhile.',
  },
  'source-unknown': {
    text: 'There is no source of this name.',
    remedy:
      'The operator defines sources in the file that SOURCES_FILE names; the URL ends with the name of one.',
  },
  'source-repository': {
    text: 'This source may not speak for the repository.',
    remedy: 'The operator adds it to `repositories` of the source, in the file that SOURCES_FILE names.',
  },
  'store-busy': {
    text: 'The event could not be written to the database.',
    remedy:
      'GitHub was told so and shows the delivery as failed; it is asked for again within the hour once the database answers, or with `hub-relay recover`.',
  },
  'event-rejected': {
    text: 'The event lacks what an event of its name must have.',
    remedy: 'Look at it with `hub-relay events show <id>`; GitHub itself never sends such a body.',
  },
  'body-too-large': {
    text: 'The body is over 25 MB, the most that GitHub sends.',
    remedy: 'Nothing was read or stored. Whatever sent it is not GitHub.',
  },
  'webhook-malformed': {
    text: 'This is not a webhook as GitHub sends it.',
    remedy: 'Nothing was stored. If GitHub sent it, look for a proxy in between that changes requests.',
  },
  'body-late': {
    text: 'The body did not arrive in time.',
    remedy:
      'Nothing was stored. If GitHub sent it, it is asked for again within the hour, or with `hub-relay recover`.',
  },
  'server-busy': {
    text: 'Too many bodies are arriving at once.',
    remedy:
      'Nothing was stored. If GitHub sent it, it is asked for again within the hour, or with `hub-relay recover`.',
  },
  'sender-refused': {
    text: 'The sender’s address is not one of GitHub’s.',
    remedy:
      'If GitHub sent it: name in TRUSTED_PROXIES each proxy that stands in front, or set WEBHOOK_SENDERS=any.',
  },
  'senders-unknown': {
    text: 'GitHub’s addresses are not known yet.',
    remedy:
      'They are asked for every two minutes; the log says why it failed. What GitHub sent meanwhile is asked for again.',
  },
  'metrics-token': {
    text: 'The metrics are given to those who know METRICS_TOKEN.',
    remedy:
      'Send the header "Authorization: Bearer <the token>"; in Prometheus, set `authorization: { credentials_file: … }` in the scrape config.',
  },
  'metrics-closed': {
    text: 'Without METRICS_TOKEN, the metrics are given only to programs of the same machine that connect directly.',
    remedy:
      'Set METRICS_TOKEN to a random text of 16 characters or more, and have it sent as a bearer token; or ask from the machine itself, past any proxy, at its loopback address.',
  },
  'webhook-insecure': {
    text: 'GitHub is told to send webhooks over a connection that others can read or forge.',
    remedy:
      'On the App’s page on GitHub, set a webhook URL that begins with https:// and enable SSL verification, then start again.',
  },
  'file-unreadable': {
    text: 'The file could not be read.',
    remedy: 'Check the path, and that it holds what the command expects.',
  },
  'not-found': {
    text: 'There is no such thing on record.',
    remedy: 'List what there is, and copy the id from there.',
  },
  'hub-permission': {
    text: 'The hub’s installation does not let Hub Relay write to the hub.',
    remedy:
      'The hub’s owner must accept the permission "Contents: read and write" on the installation’s page. What waits goes on by itself after that.',
  },
  'hub-not-found': {
    text: 'GitHub does not know the hub, or does not show it to the App.',
    remedy: 'Check the name in the route, and that the App is installed on the hub.',
  },
  'hub-archived': {
    text: 'The hub is archived and takes no dispatches.',
    remedy: 'Unarchive it, or remove the route.',
  },
  'request-refused': {
    text: 'GitHub refused the request itself.',
    remedy: 'The attempt holds GitHub’s own words; correct the route, then replay the notification.',
  },
  'workflow-refused': {
    text: 'GitHub did not start the hub’s workflow.',
    remedy:
      'The attempt holds GitHub’s own words. The workflow must be on the hub’s default branch, and on the ref of the route have a workflow_dispatch trigger that declares the inputs; and the hub’s owner must have granted "Actions: read and write". Mend that, then replay the notification.',
  },
  'endpoint-gone': {
    text: 'The endpoint answered 410: it wants nothing more.',
    remedy:
      'What is for it waits. Once it is there again, run `hub-relay hubs retry endpoint:<name>`; if it is gone for good, take it out of ENDPOINTS_FILE.',
  },
  'endpoint-unknown': {
    text: 'There is no endpoint of this name any more.',
    remedy: 'Define it in ENDPOINTS_FILE again, then replay the notification.',
  },
  'credentials-refused': {
    text: 'GitHub refused our credentials.',
    remedy:
      'Check APP_ID and PRIVATE_KEY, and that the installation is not suspended. What waits goes on by itself after that, at the latest within an hour.',
  },
  'report-permission': {
    text: 'The installation does not let Hub Relay write check runs or issues there.',
    remedy:
      'Its owner can grant "Checks: read and write" and "Issues: read and write" on the installation’s page. Notifications need neither.',
  },
  'retries-exhausted': {
    text: 'It failed at every attempt of the retry schedule.',
    remedy: 'Look at the attempts, mend the cause, then replay the notification.',
  },
  'consent-withdrawn': {
    text: 'One side does not agree to this notification any more, so it was not sent.',
    remedy: 'Where that was not meant, mend what the reason names, then replay the notification.',
  },
  'hub-broken': {
    text: 'The hub refused several notifications in a row for a reason of its own; what is for it waits, and none is lost.',
    remedy:
      'Mend the cause, then run `hub-relay hubs retry <owner/name>`. A replay, or a change that GitHub tells of the hub or its installation, has it tried again too.',
  },
  'not-replayable': {
    text: 'This notification cannot be sent again.',
    remedy:
      'Those that are dead, delivered or waiting can: `hub-relay notifications --state dead` lists them.',
  },
  'github-unreadable': {
    text: 'GitHub could not be asked.',
    remedy: 'Check the network, and GHE_HOST where it is set; then do it again: nothing was lost.',
  },
  'rate-limited': {
    text: 'GitHub asked us to wait.',
    remedy: 'Nothing to do: it goes on by itself when the time is over.',
  },
  ...COMMAND_ERRORS,
  ...DEVELOPMENT_ERRORS,
  ...FILE_ERRORS,
  ...SERVERLESS_ERRORS,
  ...SET_UP_ERRORS,
  ...SIGN_IN_ERRORS,
  ...SIMULATE_ERRORS,
} as const satisfies Record<string, { text: string; remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** What is known of a code that comes from a record, which another version may have written. */
export const errorOf = (
  code: string | undefined,
): { readonly text: string; readonly remedy: string } | undefined =>
  code !== undefined && Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : undefined;

/** An error to be shown to a person: `where` and `found` say what it is about, the table says the rest. */
export class RelayError extends Error {
  readonly code: ErrorCode;
  override readonly name = 'RelayError';

  constructor(code: ErrorCode, found: string, options?: ErrorOptions) {
    super(`${ERRORS[code].text} ${found}`.trim(), options);
    this.code = code;
  }

  get remedy(): string {
    return ERRORS[this.code].remedy;
  }
}

/** As a person reads it: what happened, what to do, and the code to look up. Never a stack. */
export const renderError = (error: unknown): string => {
  if (error instanceof RelayError) return `${error.message}\n  ${error.remedy} [${error.code}]`;
  if (!(error instanceof Error)) return String(error);
  // An error of the store says itself what to do.
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && errorOf(code) ? `${error.message} [${code}]` : error.message;
};
