import { readFileSync } from 'node:fs';

/** Hub Relay's own, as its package says. */
export const readVersion = (): string => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
};
