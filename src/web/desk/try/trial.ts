import { nameKey, type Visibility } from '../../../core/repository.ts';
import { HUB_FILE, sampleOf, SPOKE_FILE } from './samples.ts';

/** What is tried, as it was typed. `hubName` may be empty: then it is the first hub that the spoke's file names. */
export interface Trial {
  readonly payload: string;
  readonly spoke: string;
  readonly hub: string;
  readonly hubName: string;
  /** '': as the payload says. */
  readonly spokeVisibility: Visibility | '';
  readonly hubVisibility: Visibility;
}

export const FIRST_TRIAL: Trial = {
  payload: sampleOf('push'),
  spoke: SPOKE_FILE,
  hub: HUB_FILE,
  hubName: 'acme/docs',
  spokeVisibility: '',
  hubVisibility: 'private',
};

export type TextField = 'payload' | 'spoke' | 'hub';
export const TEXT_FIELDS: readonly TextField[] = ['payload', 'spoke', 'hub'];

/** Bytes of each text. */
export const MOST_BYTES = 256 * 1024;
const MOST_NAME = 200;

const isVisibility = (text: unknown): text is Visibility =>
  text === 'public' || text === 'private' || text === 'internal';

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Takes whatever a form or a link holds; of what is of another kind than it must be, the first trial's. */
export const readTrial = (fields: Readonly<Record<string, unknown>>): Trial => ({
  payload: unixLines(textIn(fields.payload)),
  spoke: unixLines(textIn(fields.spoke)),
  hub: unixLines(textIn(fields.hub)),
  hubName: textIn(fields.hubName).trim().slice(0, MOST_NAME),
  spokeVisibility: isVisibility(fields.spokeVisibility) ? fields.spokeVisibility : '',
  hubVisibility: isVisibility(fields.hubVisibility) ? fields.hubVisibility : 'private',
});

/** A form ends its lines as mail does, which is no part of what was typed. */
const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** The texts that are too large to be tried. */
export const tooLarge = (trial: Trial): readonly TextField[] =>
  TEXT_FIELDS.filter((field) => Buffer.byteLength(trial[field]) > MOST_BYTES);

export const isSameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other);
