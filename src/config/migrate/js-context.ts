import { expressionOfVariable } from './github-names.ts';

const CONTEXT: Readonly<Record<string, string>> = {
  sha: 'github.sha',
  ref: 'github.ref',
  actor: 'github.actor',
  eventName: 'github.event_name',
  workflow: 'github.workflow',
  runId: 'github.run_id',
  runNumber: 'github.run_number',
  runAttempt: 'github.run_attempt',
  job: 'github.job',
  action: 'github.action',
  serverUrl: 'github.server_url',
  apiUrl: 'github.api_url',
  graphqlUrl: 'github.graphql_url',
  'repo.owner': 'github.repository_owner',
  'repo.repo': 'github.event.repository.name',
  'issue.owner': 'github.repository_owner',
  'issue.repo': 'github.event.repository.name',
  'issue.number': 'github.event.issue.number || github.event.pull_request.number || github.event.number',
};

/**
 * The expression for what `context` of @actions/github holds, or the environment, by its keys from the root on.
 * https://github.com/actions/toolkit/blob/main/packages/github/src/context.ts
 */
export const expressionOfPath = (path: readonly string[]): string | undefined => {
  const [root, ...keys] = path;
  if (root === 'process' && keys[0] === 'env' && keys[1] !== undefined && keys.length === 2)
    return expressionOfVariable(keys[1]);
  if (root !== 'context') return undefined;
  if (keys[0] === 'payload') {
    const fields = keys.slice(1).map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`));
    // The language of routes counts nothing.
    return keys.every((key) => /^[\w-]+$/.test(key)) && keys.at(-1) !== 'length'
      ? `github.event${fields.join('')}`
      : undefined;
  }
  const name = keys.join('.');
  return Object.hasOwn(CONTEXT, name) ? CONTEXT[name] : undefined;
};
