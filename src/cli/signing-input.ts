import { isUtf8 } from 'node:buffer';
import { type EndpointFormat } from '../core/endpoint.ts';
import { problemOfSecret } from '../core/signing-secret.ts';
import { type ErrorCode, RelayError } from '../errors.ts';
import { type Environment } from '../settings.ts';
import { type Terminal } from './terminal.ts';

/** Given by the names of the variables that hold them, as a command line can be read by others. */
export interface SecretOptions {
  readonly format: EndpointFormat;
  readonly secretEnv?: readonly string[];
}

export interface NamedSecret {
  readonly variable: string;
  readonly secret: string;
}

/** At least one, in the order given. What names no variable is not repeated, as it may be a secret. */
export const readSecrets = (
  { format, secretEnv = [] }: SecretOptions,
  env: Environment,
): readonly NamedSecret[] => {
  if (secretEnv.length === 0) throw new RelayError('secret-unusable', 'No --secret-env is given.');
  return secretEnv.map((variable, index) => {
    const secret = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (secret === undefined)
      throw new RelayError('secret-unusable', `--secret-env ${index + 1} names no variable that is set.`);
    const problem = problemOfSecret(format, secret);
    if (problem !== undefined) throw new RelayError('secret-unusable', `${variable}: ${problem}`);
    return { variable, secret };
  });
};

/** "Payloads are capped at 25 MB." https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
export const MOST_BYTES = 25 * 1024 * 1024;

/** Byte by byte as it came. Both libraries sign text, and what is not UTF-8 would be another body as text. */
export const readBody = async (
  { input }: Pick<Terminal, 'input'>,
  code: ErrorCode = 'body-unusable',
): Promise<Buffer> => {
  if (input === undefined) throw new RelayError(code, 'Nobody pipes one in.');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) throw new RelayError(code, 'It is over 25 MB.');
  }
  const body = Buffer.concat(chunks);
  if (size === 0) throw new RelayError(code, 'It is empty.');
  if (!isUtf8(body)) throw new RelayError(code, 'It is not UTF-8.');
  return body;
};
