import { type Json } from '../../src/core/json.ts';

/** Some keys have no effect without an event that they are about. */
const EVENTS: Readonly<Record<string, string>> = { chain: 'workflow_run', forks: 'pull_request' };

/**
 * The smallest right `.github/hub-relay.yml` that shows these values at the place of a key, such as "notify.on.push.paths":
 * each in an entry of its own, where the key is one of an entry.
 */
export const exampleFile = (path: string, values: readonly Json[]): object => {
  const [list = '', key, ...inner] = path.split('.');
  if (key === undefined) return { [list]: values[0] };
  return {
    [list]: values.map((value) =>
      inOrder({
        ...leastOf(list, key),
        [key]: inner.reduceRight<unknown>((within, name) => ({ [name]: within }), value),
      }),
    ),
  };
};

/** First whom it is about. */
const FIRST = ['from', 'to', 'endpoint', 'hub', 'workflow', 'ref', 'inputs', 'on'];

const inOrder = (entry: object): object => {
  const rank = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return Object.fromEntries(Object.entries(entry).toSorted(([one], [other]) => rank(one) - rank(other)));
};

/** What an entry must have beside the key. */
const leastOf = (list: string, key: string): object => {
  const on = EVENTS[key] ?? 'push';
  if (list === 'accept') return { from: 'acme/*' };
  if (list === 'publish') return { to: 'other/site' };
  if (list === 'subscribe') return { from: 'acme/*', on };
  const needsWorkflow = key === 'ref' || key === 'inputs';
  return {
    ...(key !== 'endpoint' && { hub: 'acme/docs' }),
    ...(needsWorkflow && { workflow: 'build.yml' }),
    on,
  };
};
