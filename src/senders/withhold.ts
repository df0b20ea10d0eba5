import { type EndpointKeys } from '../core/endpoint.ts';

/** Shorter ones are words, such as "hooks". */
const LEAST_LENGTH = 8;

/**
 * An answer may repeat the request; the secrets, the signature, and each part of the URL that may be a secret are taken
 * out of it: as they were written, as they were sent, and what is left of one in which the answer was cut off.
 */
export const withhold = (
  { url, secrets }: Pick<EndpointKeys, 'url' | 'secrets'>,
  signature: string,
): ((text: string) => string) => {
  const { pathname = '', search = '' } = URL.parse(url) ?? {};
  const written = url.replace(/^[^:]*:[/\\]*[^/\\?#]*/, '');
  const parts = [written, pathname, search].flatMap((text) => text.split(/[/\\?&=#]/));
  const known = [
    ...secrets.map((secret) => secret.replace(/^whsec_/, '')),
    ...signature.split(' '),
    ...parts,
  ];
  const hidden = known
    .flatMap((part) => [part, decoded(part), JSON.stringify(part).slice(1, -1).replaceAll('/', '\\/')])
    .filter((part) => part.length >= LEAST_LENGTH)
    // One may be the beginning of another.
    .toSorted((a, b) => b.length - a.length);
  return (text) => hidden.reduce((shown, part) => withoutBeginning(shown.replaceAll(part, '…'), part), text);
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const withoutBeginning = (text: string, part: string): string => {
  for (let length = part.length - 1; length >= LEAST_LENGTH; length -= 1) {
    if (text.endsWith(part.slice(0, length))) return `${text.slice(0, -length)}…`;
  }
  return text;
};
