import { type EndpointFormat } from './endpoint.ts';

/**
 * Padded, as not all receivers read it otherwise.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
const STANDARD = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** GitHub asks for "a random string of text with high entropy" and sets no length; what is shorter can be guessed. */
const LEAST_CHARACTERS = 16;

/** What is wrong with a secret that is to sign in this format, and how to make a right one. Never repeats the secret. */
export const problemOfSecret = (format: EndpointFormat, secret: string): string | undefined =>
  PROBLEM_OF[format](secret);

const PROBLEM_OF: Readonly<Record<EndpointFormat, (secret: string) => string | undefined>> = {
  standard: (secret) => {
    const bytes = STANDARD.test(secret) ? Buffer.from(secret.slice('whsec_'.length), 'base64').length : 0;
    if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) return undefined;
    return `a Standard Webhooks secret is whsec_ and then ${LEAST_BYTES} to ${MOST_BYTES} bytes in Base64; make one by: echo "whsec_$(openssl rand -base64 32)"`;
  },
  github: (secret) =>
    secret.length >= LEAST_CHARACTERS
      ? undefined
      : `a secret for GitHub's format has at least ${LEAST_CHARACTERS} characters; make one by: openssl rand -hex 32`,
};
