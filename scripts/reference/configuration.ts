import { endpointsJsonSchema } from '../../src/config/endpoints-schema.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { sourcesJsonSchema } from '../../src/config/sources-schema.ts';
import { at, type Json } from '../../src/core/json.ts';
import { eventSections, filterTable } from './event-tables.ts';
import { contextKeys, functionNames } from './expression-tables.ts';
import { keySections, keyTable, propertiesOf } from './key-sections.ts';

/** What stands in docs/configuration.md between marks, by the name of the mark. */
export const configurationParts = (): Readonly<Record<string, () => string>> => {
  const schema = configJsonSchema();
  const entryOf = (list: string): Json | undefined => at(schema, `properties.${list}.items`);
  const keysOf = (list: string): readonly string[] => propertiesOf(entryOf(list)).map(([name]) => name);
  const shared = keysOf('notify').filter((key) => keysOf('subscribe').includes(key));
  const top = (key: string) =>
    keySections(schema, { keys: [key], path: '', title: (name) => `## \`${name}\`` });
  const own = (list: string) =>
    keySections(entryOf(list), {
      keys: keysOf(list).filter((key) => !shared.includes(key)),
      path: list,
      title: (name) => `### \`${list}[*].${name}\``,
    });
  const listed = (list: string) => (): string => `${top(list)}\n\n${own(list)}`;
  return {
    notify: listed('notify'),
    subscribe: listed('subscribe'),
    accept: listed('accept'),
    publish: listed('publish'),
    'allow-public-hubs': () => top('allow-public-hubs'),
    'max-hops': () => top('max-hops'),
    route: () =>
      keySections(entryOf('notify'), { keys: shared, path: 'notify', title: (name) => `### \`${name}\`` }),
    filters: filterTable,
    events: () => eventSections(at(schema, 'properties.notify.items.properties.on') ?? null),
    context: contextKeys,
    functions: functionNames,
    endpoints: () => keyTable(at(endpointsJsonSchema(), 'properties.endpoints.items')),
    sources: () => keyTable(at(sourcesJsonSchema(), 'properties.sources.items')),
  };
};
