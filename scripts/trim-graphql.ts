/**
 * Writes test/contract/github-graphql.graphql: of GitHub's GraphQL schema only the types and fields in use, and no prose.
 *
 *   node scripts/trim-graphql.ts [path/to/schema.graphql]
 *
 * Without a path it packs @octokit/graphql-schema (not a dependency) into a temporary directory and reads it there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  print,
  specifiedScalarTypes,
  visit,
} from 'graphql';
import { readFromPackage } from './read-package.ts';

const PACKAGE = '@octokit/graphql-schema@15.26.1';
const MEMBER = 'package/schema.graphql';
const TARGET = new URL('../test/contract/github-graphql.graphql', import.meta.url);

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Query: ['nodes', 'repository'],
  Node: ['id'],
  GitObject: ['id', 'oid'],
  Repository: ['id', 'object'],
  Commit: ['id', 'oid'],
  Blob: ['id', 'oid', 'byteSize', 'isBinary', 'isTruncated', 'text'],
  Tree: ['id', 'oid', 'entries'],
  TreeEntry: ['name', 'path', 'type', 'object'],
};

const BUILT_IN = new Set(specifiedScalarTypes.map(({ name }) => name));

/** Every type that these fields and their arguments name. */
const namesIn = (fields: readonly FieldDefinitionNode[]): readonly string[] => {
  const names: string[] = [];
  for (const field of fields)
    visit(field, { NamedType: ({ name }) => void names.push(name.value), Directive: () => null });
  return names;
};

const withoutProse = (field: FieldDefinitionNode): FieldDefinitionNode =>
  visit(field, {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    Directive: () => null,
  });

const trim = (source: string): string => {
  const { definitions } = parse(source);
  const described = (name: string): DefinitionNode => {
    const found = definitions.find((one) => 'name' in one && one.name?.value === name);
    if (found === undefined) throw new Error(`The type ${name} is not described in this version.`);
    return found;
  };
  const scalars = new Set<string>();
  const kept = Object.entries(FIELDS).map(([type, wanted]): DefinitionNode => {
    const definition = described(type);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      throw new Error(`${type} is neither a type nor an interface.`);
    const fields = wanted.map((name) => {
      const found = definition.fields?.find((field) => field.name.value === name);
      if (found === undefined) throw new Error(`${type}.${name} is not described in this version.`);
      return withoutProse(found);
    });
    for (const name of namesIn(fields))
      if (FIELDS[name] === undefined && !BUILT_IN.has(name)) scalars.add(name);
    const interfaces = definition.interfaces?.filter(
      ({ name }) => FIELDS[name.value] !== undefined && type !== 'Query',
    );
    const { description: _, directives: __, ...rest } = definition;
    return { ...rest, ...(interfaces && { interfaces }), fields };
  });
  for (const name of scalars) {
    const definition = described(name);
    if (definition.kind !== Kind.SCALAR_TYPE_DEFINITION)
      throw new Error(`${name} is reached: name the fields of it that are in use.`);
    kept.push({ kind: definition.kind, name: definition.name });
  }
  return `# ${PACKAGE}\n\n${print({ kind: Kind.DOCUMENT, definitions: kept })}\n`;
};

const [path] = process.argv.slice(2);
writeFileSync(
  TARGET,
  trim(path === undefined ? readFromPackage(PACKAGE, MEMBER) : readFileSync(path, 'utf8')),
);
