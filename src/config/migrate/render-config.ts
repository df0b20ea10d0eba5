import { Document } from 'yaml';
import { printable } from '../../core/printable.ts';
import { type JsonObject } from '../../core/json.ts';
import { parseConfig } from '../parse.ts';
import { MAX_CONFIG_BYTES } from '../read-strictly.ts';
import { MAX_ENTRIES } from '../schema.ts';

/** A route with where it came from; a draft stands in comments. */
export interface WrittenRoute {
  readonly rule: JsonObject;
  readonly isDraft: boolean;
  /** In one line each, without "#". */
  readonly comments: readonly string[];
}

/** The text of `.github/hub-relay.yml`; always one that `parseConfig` takes. */
export const renderConfig = (routes: readonly WrittenRoute[]): string => {
  const areActive = routes.some(({ isDraft }) => !isDraft);
  const head = routes.length === 0 ? '' : areActive ? 'notify:\n' : '# notify:\n';
  return `${head}${routes.map(renderRoute).join('')}`;
};

const renderRoute = ({ rule, isDraft, comments }: WrittenRoute): string => {
  const lines = [
    ...comments.map((comment) => `# ${printable(comment)}`),
    ...yamlOf(rule).map((line) => (isDraft ? `# ${line}`.trimEnd() : line)),
  ];
  return lines.map((line) => `  ${line}\n`).join('');
};

const yamlOf = (rule: JsonObject): readonly string[] =>
  new Document([rule], { aliasDuplicateObjects: false })
    .toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true })
    .trimEnd()
    .split('\n');

/** Why the route can't be in a file as it is: the first problem that a person would be told. */
export const problemOf = (rule: JsonObject): string | undefined => {
  const { problems, config } = parseConfig(renderConfig([{ rule, isDraft: false, comments: [] }]));
  return config === undefined
    ? (problems.find(({ severity }) => severity === 'error')?.message ?? 'it is too large')
    : undefined;
};

/** How many routes, from the first, fit into a file. */
export const fittingOf = (routes: readonly WrittenRoute[]): number => {
  let bytes = 1_000;
  let active = 0;
  for (const [index, route] of routes.entries()) {
    bytes += Buffer.byteLength(renderRoute(route));
    active += route.isDraft ? 0 : 1;
    if (bytes > MAX_CONFIG_BYTES || active > MAX_ENTRIES) return index;
  }
  return routes.length;
};
