import { signedHeaders } from '../core/signed-headers.ts';
import { type Environment } from '../settings.ts';
import { readBody, readSecrets, type SecretOptions } from './signing-input.ts';
import { type Terminal } from './terminal.ts';

export interface SignOptions extends SecretOptions {
  readonly id?: string;
  readonly event: string;
  /** Seconds since 1970; now if not given. */
  readonly timestamp?: number;
}

/** Prints the headers by which a receiver accepts the body on standard input, one a line, as curl's -H takes them. */
export const sign = async (options: SignOptions, env: Environment, terminal: Terminal): Promise<number> => {
  const secrets = readSecrets(options, env).map(({ secret }) => secret);
  const body = (await readBody(terminal)).toString();
  const { format, id = crypto.randomUUID(), event, timestamp } = options;
  const at = timestamp === undefined ? Date.now() : timestamp * 1_000;
  const headers = await signedHeaders(format, secrets, { id, event, at, body });
  for (const [name, value] of Object.entries(headers)) terminal.out(`${name}: ${value}`);
  return 0;
};
