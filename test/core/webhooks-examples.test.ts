import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Event, EVENT_NAMES, readEvent } from '../../src/core/event.ts';
import { evaluateCondition, compileExpression, interpolate } from '../../src/core/expression.ts';
import { factsOf } from '../../src/core/facts.ts';
import { githubContext } from '../../src/core/github-context.ts';
import { at, isTrueAt } from '../../src/core/json.ts';
import { matchOn } from '../../src/core/match.ts';

interface Examples {
  readonly name: string;
  readonly examples: readonly unknown[];
}

const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const all = JSON.parse(readFileSync(file, 'utf8')) as readonly Examples[];
const urls = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const eventsOf = (name: string): readonly Event[] =>
  all
    .filter((entry) => entry.name === name)
    .flatMap(({ examples }) => examples)
    .map((payload, index) => readEvent({ id: `${name}-${index}`, name, payload, receivedAt: 0 }).event);

/** What of the examples starts nothing under `on: {name: {}}`. */
const isSilent = ({ name, action = '', payload }: Event): boolean => {
  if (name === 'push') return isTrueAt(payload, 'deleted');
  if (name === 'pull_request') return !['opened', 'synchronize', 'reopened'].includes(action);
  return (
    name === 'release' &&
    isTrueAt(payload, 'release.draft') &&
    ['created', 'edited', 'deleted'].includes(action)
  );
};

describe.each(EVENT_NAMES)('the recorded payloads of %s', (name) => {
  const events = eventsOf(name);

  it('are there', () => expect(events.length).toBeGreaterThan(4));

  it('match a route without filters unless Actions would not run', () => {
    const silent = events.filter((event) => !matchOn({ [name]: {} }, factsOf(event)).passed);
    expect(silent.map(({ id }) => id)).toEqual(events.filter(isSilent).map(({ id }) => id));
  });

  it('can be read by expressions', () => {
    const same = compileExpression('github.event.repository.full_name == github.repository');
    if ('problem' in same) throw new Error(same.problem);
    for (const event of events) {
      const context = githubContext(event, urls);
      expect(evaluateCondition(same, context).passed).toBe(true);
      expect(
        interpolate({ sender: '${{ github.event.sender }}', ref: '${{ github.ref }}' }, context),
      ).toEqual({
        value: { sender: at(event.payload, 'sender'), ref: expect.stringMatching(/^refs\//) },
      });
    }
  });
});
