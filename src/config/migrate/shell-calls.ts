import { type Json } from '../../core/json.ts';
import { type Place } from '../place.ts';
import { type Call, callOfRequest } from './call.ts';
import { callOfGh } from './gh-calls.ts';
import { readBody } from './json-body.ts';
import { type Loss } from './note.ts';
import { type Arguments, optionOf, readArguments } from './shell-arguments.ts';
import { type ShellScope } from './shell-scope.ts';

/** A program as it is called; `input` is what it reads, where that can be told. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string | undefined;
  readonly place: Place;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const CURL = words(
  `X d H u o A e b c F m T w x K E r t y Y z C D P Q U request data data-raw data-binary data-ascii data-urlencode json
  header user url output user-agent retry retry-delay retry-max-time connect-timeout max-time write-out proxy cacert
  oauth2-bearer form config cookie cert key resolve`,
);
const WGET = words(
  'O o U T t method post-data post-file body-data body-file header output-document output-file user-agent timeout tries',
);
const HTTPIE = words('o p a A raw output print auth auth-type timeout body session verify');

/** What a program starts in a repository; `undefined` where it does anything else. */
export const callOfProgram = (invocation: Invocation, scope: ShellScope): Call | undefined => {
  switch (invocation.program.replace(/^.*\//, '')) {
    case 'curl':
      return callOfCurl(invocation, scope);
    case 'wget':
      return callOfWget(invocation, scope);
    case 'http':
    case 'https':
    case 'xh':
      return callOfHttpie(invocation, scope);
    case 'gh':
      return callOfGh(invocation, scope);
    default:
      return undefined;
  }
};

const DATA = ['d', 'data', 'data-raw', 'data-binary', 'data-ascii', 'json'];

const callOfCurl = (invocation: Invocation, scope: ShellScope): Call | undefined => {
  const args = readArguments(invocation.args, CURL);
  const url = urlIn([
    ...args.options.filter(([name]) => name === 'url').map(([, value]) => value),
    ...args.rest,
  ]);
  const data = args.options.filter(([name]) => DATA.includes(name)).map(([, value]) => value);
  return url === undefined
    ? undefined
    : request(invocation, url, contentOf(data.join(''), invocation, scope), scope);
};

const callOfWget = (invocation: Invocation, scope: ShellScope): Call | undefined => {
  const args = readArguments(invocation.args, WGET);
  const url = urlIn(args.rest);
  const file = optionOf(args, 'post-file', 'body-file');
  const data = optionOf(args, 'post-data', 'body-data') ?? (file === undefined ? '' : `@${file}`);
  return url === undefined ? undefined : request(invocation, url, contentOf(data, invocation, scope), scope);
};

/** `http POST url key=text key:=json`, or a body that is piped in. */
const callOfHttpie = (invocation: Invocation, scope: ShellScope): Call | undefined => {
  const args = readArguments(invocation.args, HTTPIE);
  const url = urlIn(args.rest);
  if (url === undefined) return undefined;
  const raw = optionOf(args, 'raw') ?? (hasFields(args) ? undefined : invocation.input);
  if (raw !== undefined) return request(invocation, url, raw, scope);
  const body = Object.fromEntries(args.rest.flatMap((arg): [string, Json][] => fieldOf(arg, scope)));
  return callOfRequest({ via: invocation.program, place: invocation.place, url, body, losses: [] });
};

const FIELD = /^([\w-]+)(:?=)([^]*)$/;
const hasFields = ({ rest }: Arguments): boolean => rest.some((arg) => FIELD.test(arg));

const fieldOf = (arg: string, scope: ShellScope): [string, Json][] => {
  const [, name, kind, value = ''] = FIELD.exec(arg) ?? [];
  if (name === undefined) return [];
  return [[name, kind === ':=' ? (readBody(value, scope.holes) ?? value) : value]];
};

const urlIn = (candidates: readonly string[]): string | undefined =>
  candidates.find((text) => /\/dispatches\/?(?:\?.*)?$/.test(text));

/** The text itself, or that of the file or the pipe that `@` names. */
const contentOf = (data: string, { input }: Invocation, scope: ShellScope): string | undefined => {
  if (!data.startsWith('@')) return data;
  const path = data.slice(1);
  return path === '-' || path === '/dev/stdin' ? input : scope.files.get(path);
};

const request = (
  { program: via, place }: Invocation,
  url: string,
  text: string | undefined,
  scope: ShellScope,
): Call | undefined => {
  const body = text === undefined ? undefined : readBody(text, scope.holes);
  const losses: Loss[] = [];
  if (text === undefined) losses.push({ code: 'body-unknown', what: url, place });
  // One hole alone is a body that something else has made.
  else if (body === undefined || (typeof body === 'string' && scope.holes.has(body))) {
    const hole = scope.holes.pieces(text).find((piece) => typeof piece !== 'string');
    const isMade = hole !== undefined && typeof hole !== 'string' && 'lost' in hole.hole;
    losses.push({
      code: isMade || typeof body === 'string' ? 'body-unknown' : 'body-malformed',
      what: via,
      place,
    });
  }
  const known = typeof body === 'string' ? undefined : body;
  return callOfRequest({ via, place, url, losses, ...(known !== undefined && { body: known }) });
};
