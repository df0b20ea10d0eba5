import { expect } from 'vitest';
import { PASSWORD } from './password.ts';

/** What the product said to somebody: a log, a terminal, an answer, a page, a row. */
interface Said {
  readonly where: string;
  readonly read: () => string;
}

const said: Said[] = [];
const secrets = new Set<string>([PASSWORD]);

/** It must be in nothing that the product says. Of a key each line counts, wherever the line breaks went. */
export const isSecret = (secret: string): void => {
  for (const line of secret.split('\n').filter((each) => each.length > 7 && !each.startsWith('---')))
    secrets.add(line);
};

/** Read when all tests of this file are over. */
export const isSaid = (where: string, read: () => string): void => void said.push({ where, read });

/** Tokens of installations and of people, JSON web tokens, private keys and the header that carries them, whoever made them. */
const KINDS = /gh[psu]_[A-Za-z0-9]{16}|eyJ[\w-]{10,}\.eyJ|-----BEGIN [A-Z ]*PRIVATE KEY|"authorization"/i;

/** The secrets in a text, each with what stands before it. */
export const secretsIn = (text: string): readonly string[] => {
  const kind = KINDS.exec(text);
  const places = [
    ...(kind ? [kind.index] : []),
    ...[...secrets].map((secret) => text.indexOf(secret)).filter((place) => place !== -1),
  ];
  return places.map((place) => `${text.slice(Math.max(place - 100, 0), place)}…`);
};

export const expectNoSecrets = (where: string, text: string): void =>
  expect(secretsIn(text), `a secret in ${where}`).toEqual([]);

/** When all tests of a file are over: the next file may share this module, and has its own secrets. */
export const expectNothingSaid = (): void => {
  try {
    for (const { where, read } of said.splice(0)) expectNoSecrets(where, read());
  } finally {
    secrets.clear();
    secrets.add(PASSWORD);
  }
};
