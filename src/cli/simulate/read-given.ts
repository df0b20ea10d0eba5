import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { isObject } from '../../core/json.ts';
import { printable } from '../../core/printable.ts';
import { readJson } from '../../config/read-json.ts';
import { RelayError } from '../../errors.ts';
import { readGivenEvent } from '../../flow/explain.ts';
import { MOST_BYTES, readBody } from '../signing-input.ts';
import { type Terminal } from '../terminal.ts';
import { type Payload } from './webhook.ts';

/** The payload in a file, or, for `-`, on standard input: as it is, byte by byte. */
export const readGiven = async (
  path: string,
  named: string | undefined,
  terminal: Pick<Terminal, 'input'>,
): Promise<Payload> => {
  const body = path === '-' ? (await readBody(terminal, 'simulate-payload')).toString() : textOf(path);
  const name = printable(path);
  const read = readJson(body);
  if ('wrong' in read) {
    const { line, column, message } = read.wrong;
    throw unusable(`${name} is not JSON: ${line}:${column}: ${printable(message)}.`);
  }
  if (!isObject(read.value)) throw unusable(`${name} is not a JSON object.`);
  if (named !== undefined && !/^[a-z][a-z_]{0,99}$/.test(named))
    throw unusable(`"${printable(named)}" is no name of an event.`);
  const event = named ?? eventIn(body);
  if (event === undefined)
    throw unusable(`${name}: which event this is does not show; say it with --event push.`);
  return { event, body, ...(path !== '-' && { file: path }) };
};

const eventIn = (body: string): string | undefined => {
  const read = readGivenEvent(body);
  if ('event' in read) return read.event.name;
  return read.trouble.kind === 'incomplete' ? read.trouble.name : undefined;
};

const textOf = (path: string): string => {
  let bytes: Buffer;
  try {
    if (statSync(path).size > MOST_BYTES) throw unusable(`${printable(path)} is over 25 MB.`);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof RelayError) throw error;
    throw unusable(`${printable(path)}: ${(error as { code?: string }).code ?? 'unknown error'}.`);
  }
  if (!isUtf8(bytes)) throw unusable(`${printable(path)} is not UTF-8.`);
  return bytes.toString('utf8');
};

const unusable = (found: string): RelayError => new RelayError('simulate-payload', found);
