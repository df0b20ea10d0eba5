import { EVENT_NAMES, type EventName } from '../../src/core/event.ts';
import { eventTypesOf } from '../../src/core/event-types.ts';
import { EVENT_RULES, type FilterName } from '../../src/core/filters.ts';
import { at, type Json, listAt } from '../../src/core/json.ts';
import { propertiesOf, wholeMeaningOf } from './key-sections.ts';
import { code, paragraphs, tableOf, yamlBlock } from './markdown.ts';

const FILTER_NAMES = [...new Set(EVENT_NAMES.flatMap((event) => EVENT_RULES[event].filters))];

/** Which filter each event can have. */
export const filterTable = (): string =>
  tableOf(
    ['', ...EVENT_NAMES.map(code)],
    FILTER_NAMES.map((filter) => [
      code(filter),
      ...EVENT_NAMES.map((event) => (EVENT_RULES[event].filters.includes(filter) ? 'yes' : '')),
    ]),
  );

/** For each event what it is, its filters, its activity types, and its default event types. */
export const eventSections = (on: Json): string =>
  paragraphs(
    propertiesOf(longForm(on)).map(([name, schema]) => {
      const event = name as EventName;
      const filters = propertiesOf(listAt(schema, 'anyOf')[0]);
      return paragraphs([
        `### ${code(`on.${event}`)}`,
        wholeMeaningOf(schema),
        tableOf(
          ['filter', 'meaning'],
          filters
            .filter(([filter]) => filter !== 'types')
            .map(([filter, found]) => [code(filter), wholeMeaningOf(found)]),
        ).replace(/^[^\n]*\n[^\n]*$/, ''),
        typesOf(event),
        yamlBlock({
          notify: [{ hub: 'acme/docs', on: { [event]: exampleOf(filters) } }],
        }),
      ]);
    }),
  );

/** The form of `on:` with filters. */
const longForm = (on: Json): Json =>
  listAt(on, 'anyOf').find((form) => at(form, 'properties') !== undefined) ?? null;

const typesOf = (event: EventName): string => {
  const { types, defaultTypes } = EVENT_RULES[event];
  if (types.length === 0) return `Its default ${code('event-type')} is ${code(event)}.`;
  const [first = ''] = eventTypesOf({ on: { [event]: { types: types.slice(0, 1) } } });
  return [
    `${code('types')} takes ${types.map(code).join(', ')}.`,
    defaultTypes === undefined
      ? 'Without it, all of them count.'
      : `Without it, ${defaultTypes.map(code).join(', ')} count, as in GitHub Actions.`,
    `Its default ${code('event-type')} is made of both: ${code(first)}.`,
  ].join(' ');
};

/** The first filter of each pair that excludes each other. */
const exampleOf = (filters: readonly (readonly [string, Json])[]): object =>
  Object.fromEntries(
    filters
      .filter(([name]) => !name.endsWith('-ignore') && (name as FilterName) !== 'tags')
      .map(([name, schema]) => [name, listAt(schema, 'examples')[0]]),
  );
