import { graphqlSync } from 'graphql';
import { ok, problem, type Answer } from '../answer.ts';
import { type Call, type Caller, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { gitObject } from '../graphql/git-object.ts';
import { Refusal, refusalPayload } from '../graphql/refusal.ts';
import { SCHEMA } from '../graphql/schema.ts';
import { GRAPHQL_PATH } from '../incoming.ts';
import { idInNode, nodeId } from '../payloads/node-id.ts';
import { type Repository } from '../repository.ts';
import { isAllowed, sees } from '../repository-route.ts';

const DOCS = 'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql';
const CONTENTS = { name: 'contents', level: 'read' } as const;
const MOST_IDS = 100;

const isVariables = (value: unknown): value is Readonly<Record<string, unknown>> | null | undefined =>
  value === undefined || (typeof value === 'object' && !Array.isArray(value));

interface Named {
  readonly owner: string;
  readonly name: string;
  readonly followRenames: boolean;
}

/** @see https://docs.github.com/graphql */
export const graphqlRoutes = ({ world }: Context): readonly Route[] => {
  const node = (caller: Caller, id: string): object => {
    const repository = world.repositories.get(idInNode('R', id) ?? 0);
    return repository !== undefined && sees(caller, repository)
      ? repositoryNode(caller, repository)
      : new Refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
  };

  const repositoryNode = (caller: Caller, repository: Repository): object => ({
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    object: ({ expression = '' }: { readonly expression?: string }) => {
      if (!isAllowed(caller, repository, CONTENTS)) {
        throw new Refusal('FORBIDDEN', 'Resource not accessible by integration');
      }
      return gitObject(repository, expression);
    },
  });

  const rootFor = (caller: Caller): object => ({
    nodes: ({ ids }: { readonly ids: readonly string[] }) => {
      if (ids.length > MOST_IDS) {
        const message = `You may not provide more than ${MOST_IDS} node ids; you provided ${ids.length}.`;
        throw new Refusal('ARGUMENT_LIMIT', message);
      }
      return ids.map((id) => node(caller, id));
    },
    repository: ({ owner, name, followRenames }: Named) => {
      const found = world.findRepository(owner, name);
      if (found === undefined || !sees(caller, found.repository) || (found.moved && !followRenames)) {
        return new Refusal(
          'NOT_FOUND',
          `Could not resolve to a Repository with the name '${owner}/${name}'.`,
        );
      }
      return repositoryNode(caller, found.repository);
    },
  });

  const handle = ({ caller, body = {} }: Call): Answer => {
    if (caller.kind !== 'installation')
      return problem(401, 'This endpoint requires you to be authenticated.', DOCS);
    const { query, variables } = body;
    if (typeof query !== 'string') {
      return ok({ errors: [{ message: 'A query attribute must be specified and must be a string.' }] });
    }
    if (!isVariables(variables)) return problem(400, 'Variables must be an object.', DOCS);
    const { data, errors } = graphqlSync({
      schema: SCHEMA,
      source: query,
      variableValues: variables,
      rootValue: rootFor(caller),
    });
    // What could not be begun has no data at all, as GitHub answers.
    return ok({ ...(data !== undefined && { data }), ...(errors && { errors: errors.map(refusalPayload) }) });
  };

  return [{ method: 'POST', path: GRAPHQL_PATH, handle }];
};
