import { printable } from '../../../core/printable.ts';
import { EVENT_NAMES, isEventName } from '../../../core/event.ts';
import { isState, STATES } from '../../../core/lifecycle.ts';
import { MOMENT_FORMS, readMoment } from '../../../core/moment.ts';
import { type DeskFilter, type Cursor } from '../../../flow/desk-ports.ts';

/** In the address, in the order in which they stand there; `state` may be there several times. */
export const FIELDS = [
  'state',
  'hub',
  'spoke',
  'repository',
  'event',
  'type',
  'since',
  'until',
  'text',
] as const;
export type Field = (typeof FIELDS)[number];

/** What the address says. With a problem `filter` lacks that part: nothing may be searched, or replayed, by it. */
export interface ReadFilter {
  readonly filter: DeskFilter;
  readonly before?: Cursor;
  /** As they were written, without empty ones. */
  readonly values: readonly (readonly [Field, string])[];
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** Absent where it is of no field of the form. */
  readonly field?: Field;
  readonly text: string;
}

/** What else may stand in an address beside the filter. */
const OTHERS = ['before', 'format'];
const LONGEST = 200;

export const readFilter = (address: URLSearchParams, now: number): ReadFilter => {
  const problems: Problem[] = [];
  const filter: { -readonly [Key in keyof DeskFilter]: DeskFilter[Key] } = {};
  const values = valuesOf(address, problems);
  const states = values.filter(([field]) => field === 'state').map(([, value]) => value);
  const known = states.filter(isState);
  if (known.length > 0) filter.states = known;
  for (const [field, value] of values) {
    const problem = problemOf(field, value, now);
    if (problem !== undefined) problems.push({ field, text: problem });
    else if (field === 'type') filter.eventType = value;
    else if (field === 'since' || field === 'until') filter[field] = readMoment(value, now) ?? now;
    else if (field !== 'state') filter[field] = value;
  }
  if (filter.since !== undefined && filter.until !== undefined && filter.since >= filter.until) {
    problems.push({ field: 'until', text: 'It must be after "since": nothing lies between the two.' });
  }
  const before = cursorIn(address.get('before') ?? '');
  if (!before && address.has('before')) {
    problems.push({ text: 'The place in the list that the address names is none: begin with the newest.' });
  }
  return { filter, values, problems, ...(before && { before }) };
};

const valuesOf = (address: URLSearchParams, problems: Problem[]): ReadFilter['values'] => {
  for (const name of new Set(address.keys())) {
    const isField = FIELDS.some((field) => field === name);
    if (!isField && !OTHERS.includes(name)) {
      const asked = printable(name.slice(0, LONGEST));
      problems.push({ text: `There is no filter "${asked}"; there are ${FIELDS.join(', ')}.` });
    }
    if (isField && name !== 'state' && address.getAll(name).filter((value) => value !== '').length > 1) {
      problems.push({ field: name as Field, text: 'It is in the address more than once: keep one.' });
    }
  }
  return FIELDS.flatMap((field) =>
    [...new Set(address.getAll(field).map((value) => value.trim()))]
      .filter((value) => value !== '')
      .map((value) => [field, value] as const),
  );
};

const NAME = /^[\w.-]+\/[\w.-]+$/;
const ENDPOINT = /^endpoint:[\w.-]+$/;

const problemOf = (field: Field, value: string, now: number): string | undefined => {
  if (value.length > LONGEST) return `It is longer than ${LONGEST} characters.`;
  if (/\p{Cc}/u.test(value)) return 'It holds characters that cannot be seen: write it by hand.';
  const found = `"${printable(value)}"`;
  switch (field) {
    case 'state':
      return isState(value) ? undefined : `There is no state ${found}; use ${STATES.join(', ')}.`;
    case 'event':
      return isEventName(value) ? undefined : `There is no event ${found}; use ${EVENT_NAMES.join(', ')}.`;
    case 'spoke':
    case 'repository':
      return NAME.test(value) ? undefined : `${found} is no repository: write it as owner/name.`;
    case 'hub':
      return NAME.test(value) || ENDPOINT.test(value)
        ? undefined
        : `${found} is no hub: write it as owner/name, or as endpoint:name.`;
    case 'since':
    case 'until':
      return readMoment(value, now) === undefined
        ? `${found} is no time: write ${MOMENT_FORMS}, in UTC.`
        : undefined;
    case 'type':
    case 'text':
      return undefined;
  }
};

/** Ids are made by us; whatever looks otherwise is none. */
export const isId = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

const cursorIn = (text: string): Cursor | undefined => {
  const [, time = '', id = ''] = /^(\d{1,15})\.(.*)$/.exec(text) ?? [];
  return time !== '' && isId(id) ? { createdAt: Number(time), id } : undefined;
};

export const cursorText = ({ createdAt, id }: Cursor): string => `${createdAt}.${id}`;

/** An address that says the same. */
export const addressOf = (
  path: string,
  values: ReadFilter['values'],
  more: Readonly<Record<string, string>> = {},
): string => {
  const query = new URLSearchParams([...values.map(([...pair]) => pair), ...Object.entries(more)]);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
};
