import { hash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from './json.ts';
import { printable } from './printable.ts';

/**
 * The audit log is a chain: each line holds the hash of the line before, so that whoever keeps one hash (of the newest
 * line, say) can tell whether any line up to that one was changed, removed, put in or moved since.
 */

/** A place in the chain: the number of a line, and the SHA-256 of its text in hexadecimal. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** What the first line of all follows. */
export const ORIGIN: Link = { seq: 0, hash: '0'.repeat(64) };

export interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly content: JsonObject;
}

/** `text` is JSON on one line, which no terminal obeys. */
export interface ChainedLine extends Link {
  readonly text: string;
}

/** The line that tells of `entry`, right after the line at `last`. */
export const chained = ({ at, kind, actor, content }: Entry, last: Link): ChainedLine => {
  const seq = last.seq + 1;
  const line = { seq, at: new Date(at).toISOString(), kind, actor, content, previous: last.hash };
  const text = printable(JSON.stringify(line));
  return { seq, hash: hashOf(text), text };
};

export const hashOf = (text: string): string => hash('sha256', text, 'hex');

/** As it is exported: the line with its own hash as its last key. */
export const withHash = ({ text, hash }: Pick<ChainedLine, 'text' | 'hash'>): string =>
  `${text.slice(0, -1)},"hash":"${hash}"}`;

const EXPORTED = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/;

/** The text and the hash of an exported line; `undefined` where it is none. */
export const fromExported = (line: string): Pick<ChainedLine, 'text' | 'hash'> | undefined => {
  const [, text, hash] = EXPORTED.exec(line) ?? [];
  return text === undefined || hash === undefined ? undefined : { text: `${text}}`, hash };
};

/** What a line says of itself; `undefined` where it does not have the form of one. */
export const readLine = (
  text: string,
): (Entry & { readonly seq: number; readonly previous: string }) | undefined => {
  const line = parsed(text);
  if (!isObject(line)) return undefined;
  const { seq, at, kind, actor, content, previous } = line;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  const isWhole =
    Number.isSafeInteger(seq) &&
    !Number.isNaN(time) &&
    typeof kind === 'string' &&
    typeof actor === 'string' &&
    typeof previous === 'string' &&
    isObject(content);
  return isWhole ? { seq: Number(seq), at: time, kind, actor, content, previous } : undefined;
};

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** `seq:hash`, as people keep it. */
export const renderLink = ({ seq, hash }: Link): string => `${seq}:${hash}`;

/** `undefined` where a text is no such place. */
export const readLink = (text: string): Link | undefined => {
  const [, seq, hash] = /^([0-9]{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash: hash.toLowerCase() };
};
