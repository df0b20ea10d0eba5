import { type EndpointKeys } from '../core/endpoint.ts';

/** Shorter ones are words, such as "hooks". */
const LEAST_LENGTH = 8;

/** An answer may repeat the request; the secrets, and each part of the URL that may be one, are taken out of it. */
export const withhold = ({ url, secrets }: Pick<EndpointKeys, 'url' | 'secrets'>) => {
  const [, afterHost = ''] = /^[^:]*:\/*[^/]*(.*)$/.exec(url) ?? [];
  const parts = afterHost.split(/[/?&=#]/);
  const hidden = [...secrets, ...parts].filter((part) => part.length >= LEAST_LENGTH);
  return (text: string): string => hidden.reduce((shown, part) => shown.replaceAll(part, '…'), text);
};
