import { describe, expect, it } from 'vitest';
import { PASSWORD } from './build/password.ts';
import { isSecret, secretsIn } from './build/said.ts';

/** In pieces, or this file would be found out itself. */
const KEY = [
  '-----BEGIN RSA ',
  'PRIVATE KEY-----\nMIIEpAIBAAKCAQEAtheKey\n-----END RSA ',
  'PRIVATE KEY-----',
].join('');

describe('the search for secrets in all that the suite produces', () => {
  it.each([
    ['an installation token', `token ${['ghs', '_'].join('')}${'a'.repeat(36)}`],
    ['a token of a person', `token ${['ghu', '_'].join('')}${'a'.repeat(36)}`],
    ['a JSON web token', `Bearer ${['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOjF9', 'c2ln'].join('.')}`],
    ['a private key', KEY],
    ['a line of a key that was given at start', 'x MIIEpAIBAAKCAQEAtheKey x'],
    ['a webhook secret', 'the hush-hush-secret is out'],
    ['the password of the database', `postgres://relay:${PASSWORD}@localhost`],
    ['the header that carries tokens', '{"authorization":"x"}'],
  ])('finds %s', (_, text) => {
    isSecret(KEY);
    isSecret('hush-hush-secret');
    expect(secretsIn(text)).not.toEqual([]);
    expect(secretsIn(text).join()).not.toContain('MIIEp');
  });

  it('finds nothing in what is none', () => {
    expect(
      secretsIn('event recorded; GitHub refused our credentials (401); authorization is needed'),
    ).toEqual([]);
  });
});
