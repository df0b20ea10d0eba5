import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isObject } from '../../../core/json.ts';
import { MOST_BYTES, readTrial, type Trial } from './trial.ts';

/** Characters of a link's code: what mail, chats and browsers still pass on whole. */
export const MOST_CODE = 6 * 1024;
/** Whatever a code says, it makes no more than the three texts may have, and JSON around them. */
const MOST_INFLATED = 4 * MOST_BYTES;

/** A trial as a link carries it, behind the "#", which no browser sends and so no log keeps. */
export const codeOf = (trial: Trial): string => deflateRawSync(JSON.stringify(trial)).toString('base64url');

/** `undefined` where the code is none of ours, was cut, or makes too much. */
export const trialIn = (code: string): Trial | undefined => {
  const text = code.trim().replace(/^.*#s=/, '');
  if (text.length > MOST_CODE || !/^[\w-]+$/.test(text)) return undefined;
  try {
    const inflated = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: MOST_INFLATED });
    const fields: unknown = JSON.parse(inflated.toString('utf8'));
    return isObject(fields) && typeof fields.payload === 'string' ? readTrial(fields) : undefined;
  } catch {
    return undefined;
  }
};
