import { pino, type DestinationStream, type Logger } from 'pino';
import { getTransformStream } from '@probot/pino';

export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty';
  /** Texts that must never leave the process: the private key, the webhook secret, … */
  readonly secrets: readonly string[];
  /** Where lines go; standard output by default. */
  readonly write?: (line: string) => void;
}

/** Tokens and keys by their shapes: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/ */
const SECRET_SHAPES =
  /gh[pousr]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{16,}|eyJ[\w-]+\.[\w-]+\.[\w-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** What GitHub gives a browser to bring to us, in addresses that a request is logged with. */
const SIGN_IN_ANSWER = /([?&](?:code|state)=)[^&"'\\\s]+/g;

/** Takes every secret out of a text: those given, and whatever looks like a token, a JWT or a private key. */
export const createScrubber = (secrets: readonly string[]): ((text: string) => string) => {
  // A key appears in JSON with its line breaks escaped; each of its lines is a secret by itself.
  const lines = secrets
    .flatMap((secret) => secret.split(/\r?\n|\\n/))
    .filter((part) => part.length >= 8 && !part.startsWith('-----'));
  const escaped = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const known = [...new Set([...secrets, ...escaped, ...lines])].filter((secret) => secret !== '');
  return (text) => {
    let clean = text;
    for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]');
    return clean.replace(SECRET_SHAPES, '[redacted]').replace(SIGN_IN_ANSWER, '$1[redacted]');
  };
};

/** Pino as Probot sets it up, but no line leaves it with a secret, a stranger's body or a stack made by bad input. */
export const createLog = async (options: LogOptions): Promise<Logger> => {
  const scrub = createScrubber(options.secrets);
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const format = await getTransformStream({ logFormat: options.format });
  format.on('data', (line: Buffer | string) => write(scrub(line.toString())));
  return pino(
    {
      level: options.level,
      name: 'hub-relay',
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
        remove: true,
      },
      serializers: { err: describeError },
      hooks: {
        logMethod(args, method) {
          if (!isSaidBetter(args[0])) method.apply(this, args);
        },
      },
    },
    format as DestinationStream,
  );
};

/**
 * Octokit and Probot say each wrong signature twice as an error of theirs, and Probot a taken port with a stack; whoever
 * knows why, and what to do, says it once.
 */
const isSaidBetter = (first: unknown): boolean =>
  first instanceof Error &&
  (first.message.endsWith('signature does not match event payload and secret') ||
    (first as { code?: unknown }).code === 'EADDRINUSE');

/**
 * Octokit hangs the whole event, the request with its headers, and the response on its errors; a log line needs
 * none of that. What a stranger caused (4xx) is told without a stack.
 */
const describeError = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { status, code } = error as { status?: unknown; code?: unknown };
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const cause = (first as { status?: unknown } | undefined)?.status ?? status;
  const isOurs = typeof cause !== 'number' || cause >= 500;
  return {
    type: error.name,
    message: error.message,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(isOurs && { stack: error.stack }),
  };
};
