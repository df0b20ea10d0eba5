import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type RouteIndex } from '../../core/route-index.ts';
import { mayRead, type Viewer } from './viewer.ts';

/** A text as somebody may read it: no name of a repository that we know and they cannot read is in it. */
export type Veil = (text: string) => string;

/** In brackets, which stand in no name: with what surrounds it, it never makes up another one. */
export const UNSEEN = '[a repository that you cannot see]';

/**
 * Reasons, answers and payloads name repositories as `owner/name`, also those that somebody has no right to know of. A name
 * that nobody has, or had, stays as it is.
 */
export const veilFor = (viewer: Viewer, index: RouteIndex): Veil => {
  if (viewer.isOperator) return (text) => text;
  const sightOf = (name: string): Sighting => {
    const ids = index.idsByName(name);
    if (ids.length === 0) return 'unknown';
    return ids.every((id) => mayRead(viewer, id)) ? 'readable' : 'hidden';
  };
  return (text) => hideNames(text, sightOf);
};

type Sighting = 'unknown' | 'readable' | 'hidden';

interface Found {
  readonly start: number;
  readonly end: number;
}

const hideNames = (text: string, sightOf: (name: string) => Sighting): string => {
  const readable: Found[] = [];
  const hidden: Found[] = [];
  for (const found of namesIn(text)) {
    const sighting = sightOf(text.slice(found.start, found.end));
    if (sighting === 'readable' && standsAlone(text, found)) readable.push(found);
    else if (sighting === 'hidden') hidden.push(found);
  }
  const isPartOf = (one: Found, other: Found): boolean => other.start <= one.start && one.end <= other.end;
  // "acme/app" is no secret within "acme/app-docs", where that is another one, which they know.
  const left = hidden.filter((one) => !readable.some((other) => isPartOf(one, other)));
  // What is gone now may have been a part of one that they know, and made another harmless.
  return left.length === 0 ? text : hideNames(replaceAll(text, left), sightOf);
};

const standsAlone = (text: string, { start, end }: Found): boolean =>
  !isLetter(text[start - 1]) && !isLetter(text[end]);

/** Names that overlap go together. */
const replaceAll = (text: string, all: readonly Found[]): string => {
  let shown = '';
  let at = 0;
  for (const { start, end } of all.toSorted((one, other) => one.start - other.start)) {
    if (start >= at) shown += `${text.slice(at, start)}${UNSEEN}`;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
};

/** GitHub's own limits are 39 and 100 characters; an enterprise adds a short code to its people's logins. */
const LONGEST_OWNER = 60;
const LONGEST_NAME = 100;

const isOfName = (character: string | undefined): boolean =>
  character !== undefined && /[\w.-]/.test(character);
const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[a-z0-9]/i.test(character);

/** Dots, hyphens and underscores may be of the name or around it: everything between two of them that can be a name. */
function* namesIn(text: string): Generator<Found> {
  for (let slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
    const starts: number[] = [];
    for (let at = slash - 1; at >= slash - LONGEST_OWNER && isOfName(text[at]); at -= 1) {
      if (!isLetter(text[at - 1]) || !isLetter(text[at])) starts.push(at);
    }
    const ends: number[] = [];
    for (let at = slash + 1; starts.length > 0 && at <= slash + LONGEST_NAME && isOfName(text[at]); at += 1) {
      if (!isLetter(text[at + 1]) || !isLetter(text[at])) ends.push(at + 1);
    }
    for (const start of starts) for (const end of ends) yield { start, end };
  }
}

/** Every text in it. Keys too: they come from files, and so from people. */
export const veilAll = <T>(value: T, veil: Veil): T => veilJson(value as Json, veil) as T;

const veilJson = (value: Json, veil: Veil): Json => {
  if (typeof value === 'string') return veil(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => veilJson(item, veil));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    veil(key),
    item === undefined ? item : veilJson(item, veil),
  ]);
  return Object.fromEntries(entries) as JsonObject;
};
