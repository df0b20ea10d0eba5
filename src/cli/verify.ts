import { verify as isOfGitHub } from '@octokit/webhooks-methods';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { type EndpointFormat } from '../core/endpoint.ts';
import { SIGNATURE_HEADERS } from '../core/signed-headers.ts';
import { RelayError } from '../errors.ts';
import { type Environment } from '../settings.ts';
import { readBody, readSecrets, type SecretOptions } from './signing-input.ts';
import { type Terminal } from './terminal.ts';

export interface VerifyOptions extends SecretOptions {
  /** Each "name: value". */
  readonly header?: readonly string[];
}

/** Whether a receiver would accept the body on standard input with these headers: 0, or the reason why not is thrown. */
export const verify = async (
  options: VerifyOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const { format, header = [] } = options;
  const secrets = readSecrets(options, env);
  const headers = readSignedHeaders(format, header);
  const body = (await readBody(terminal)).toString();
  for (const { variable, secret } of secrets) {
    if (!(await IS_SIGNED_BY[format](secret, headers, body))) continue;
    terminal.out(`valid: signed with the secret in ${variable}`);
    return 0;
  }
  throw new RelayError('signature-wrong', `Tried: ${secrets.map(({ variable }) => variable).join(', ')}.`);
};

/**
 * What each header must look like. The libraries read past a tail behind a timestamp or a signature. An id with a full
 * stop could take over a part of the timestamp.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
const FORMS: Readonly<Record<EndpointFormat, Readonly<Record<string, RegExp>>>> = {
  standard: {
    'webhook-id': /^[^\s,.]+$/,
    'webhook-timestamp': /^(?:0|[1-9]\d{0,11})$/,
    [SIGNATURE_HEADERS.standard]: /^(?:v\d+[a-z]*,[A-Za-z0-9+/]+={0,2} )*v\d+[a-z]*,[A-Za-z0-9+/]+={0,2}$/,
  },
  github: { [SIGNATURE_HEADERS.github]: /^sha256=[0-9a-f]{64}$/ },
};

type SignedHeaders = Readonly<Record<string, string>>;

/** Only those that the signature needs; all others may be given too. */
const readSignedHeaders = (format: EndpointFormat, lines: readonly string[]): SignedHeaders => {
  const given = readHeaders(lines);
  const forms = Object.entries(FORMS[format]);
  const missing = forms.map(([name]) => name).filter((name) => !given.has(name));
  if (missing.length > 0) throw new RelayError('signature-missing', `Not given: ${missing.join(', ')}.`);
  return Object.fromEntries(
    forms.map(([name, form]) => {
      const value = given.get(name) ?? '';
      if (!form.test(value)) throw new RelayError('signature-malformed', `It is ${name}.`);
      return [name, value];
    }),
  );
};

/** One that is given twice is joined, as a server does it, and has no right form then. */
const readHeaders = (lines: readonly string[]): Headers => {
  const headers = new Headers();
  for (const [index, line] of lines.entries()) {
    const colon = line.indexOf(':');
    try {
      headers.append(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1));
    } catch {
      // Not repeated: it may be one that carries a credential.
      throw new RelayError('signature-malformed', `--header ${index + 1} is not "name: value".`);
    }
  }
  return headers;
};

const IS_SIGNED_BY: Readonly<
  Record<EndpointFormat, (secret: string, headers: SignedHeaders, body: string) => Promise<boolean>>
> = {
  standard: (secret, headers, body) => {
    try {
      new Webhook(secret).verify(body, { ...headers }, { jsonParse: false });
      return Promise.resolve(true);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      if (error.message.startsWith('Message timestamp ')) throw expired(headers['webhook-timestamp']);
      return Promise.resolve(false);
    }
  },
  github: (secret, headers, body) => isOfGitHub(secret, body, headers[SIGNATURE_HEADERS.github] ?? ''),
};

const expired = (seconds: string | undefined): RelayError => {
  const sent = new Date(Number(seconds) * 1_000).toISOString();
  return new RelayError('signature-expired', `It says ${sent}; here it is ${new Date().toISOString()}.`);
};
