import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hears, readWorkflow, type Workflow } from '../../src/config/workflow.ts';

const listens = (text: string): Workflow['listens'] | { readonly problem: string } => {
  const read = readWorkflow(text);
  return 'problem' in read ? read : read.listens;
};

describe('the dispatches that a workflow listens to', () => {
  it.each<readonly [string, string, Workflow['listens']]>([
    ['one event', 'on: repository_dispatch', 'all'],
    ['one other event', 'on: push', 'none'],
    ['a list', 'on: [push, repository_dispatch]', 'all'],
    ['a list of others', 'on: [push, workflow_dispatch]', 'none'],
    ['a mapping without filters', 'on:\n  repository_dispatch:\n', 'all'],
    ['a mapping of others', 'on: { push: { branches: [main] } }', 'none'],
    ['an empty filter', 'on: { repository_dispatch: {} }', 'all'],
    ['types that are not given', 'on: { repository_dispatch: { types: } }', 'all'],
    ['one type', 'on: { repository_dispatch: { types: push } }', ['push']],
    ['a list of types', 'on:\n  repository_dispatch:\n    types: [push, "a b"]\n', ['push', 'a b']],
    ['an empty list of types', 'on: { repository_dispatch: { types: [] } }', 'none'],
    ['types that are numbers', 'on: { repository_dispatch: { types: [1.10, true] } }', ['1.10', 'true']],
    ['a type that is a number', 'on: { repository_dispatch: { types: 2 } }', ['2']],
    ['a quoted key', '"on": { repository_dispatch: { types: [x] } }', ['x']],
    ['an alias', 'env: { A: &a [x, y] }\non: { repository_dispatch: { types: *a } }', ['x', 'y']],
    ['other events beside it', 'on: { push: , repository_dispatch: { types: [x] } }', ['x']],
    ['a windows file', 'on:\r\n  repository_dispatch:\r\n    types: [x]\r\n', ['x']],
  ])('are known with %s', (_, text, expected) => {
    expect(listens(`${text}\njobs: {}\n`)).toEqual(expected);
  });

  it.each<readonly [string, string, RegExp]>([
    ['nothing', '', /found nothing at "on:"/],
    ['no "on:"', 'jobs: {}', /found nothing at "on:"/],
    ['a text', 'on', /found nothing at "on:"/],
    ['YAML 1.1’s idea of "on"', 'true: repository_dispatch', /found nothing at "on:"/],
    ['"on:" of another kind', 'on: 5', /found the number 5 at "on:"/],
    [
      'a filter of another kind',
      'on: { repository_dispatch: push }',
      /found "push" at "on.repository_dispatch"/,
    ],
    ['a filter that is a list', 'on: { repository_dispatch: [push] }', /found a list at/],
    ['types of another kind', 'on: { repository_dispatch: { types: { a: b } } }', /no text/],
    ['types within types', 'on: { repository_dispatch: { types: [[a]] } }', /no text/],
    ['broken YAML', 'on: [push', /^1:\d+: /],
    ['a key that stands twice', 'on: push\non: repository_dispatch', /stands twice/],
    ['too many bytes', `on: push\n#${'#'.repeat(70_000)}`, /at most 65536 are read/],
    ['too many words', `on: push\nx: [${'a,'.repeat(20_000)}]`, /words and signs/],
    ['too many levels', `on: push\nx: ${'['.repeat(100)}${']'.repeat(100)}`, /levels deep/],
    [
      'aliases that grow',
      `on: push\na: &a [${'x,'.repeat(300)}]\nb: [${'*a , '.repeat(40)}]`,
      /aliases written out/,
    ],
  ])('are a problem with %s', (_, text, says) => {
    expect(listens(text)).toEqual({ problem: expect.stringMatching(says) as string });
  });

  it('never throw, whatever the file', () => {
    const piece = fc.constantFrom(
      ...['on', 'repository_dispatch', 'types', 'run-name', ': ', ':', '\n', '\n  ', '\n    - ', '- ', '[', ']', '{', '}',
        ',', '&a ', '*a', '<<', '"', "'", '!!map ', '---', '${{ ', ' }}', '__proto__', 'null', '~', '1', '\t', '\u0000'],
    ); // prettier-ignore
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 100 })), (given) => {
        const read = readWorkflow(given);
        if ('problem' in read) expect(read.problem).not.toBe('');
        else expect(typeof hears(read, 'push')).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the inputs of a workflow_dispatch', () => {
  const inputs = (text: string) => {
    const read = readWorkflow(text);
    if ('problem' in read) throw new Error(read.problem);
    return read.inputs && Object.fromEntries(read.inputs);
  };

  it.each<readonly [string, string, Readonly<Record<string, boolean>> | undefined]>([
    ['one event', 'on: workflow_dispatch', {}],
    ['a list', 'on: [push, workflow_dispatch]', {}],
    ['a mapping', 'on: { workflow_dispatch: }', {}],
    ['no inputs', 'on: { workflow_dispatch: { inputs: } }', {}],
    ['other events', 'on: [push, repository_dispatch]', undefined],
    ['another mapping', 'on: { push: { workflow_dispatch: } }', undefined],
    ['an input that says nothing', 'on: { workflow_dispatch: { inputs: { a: } } }', { a: false }],
    ['a required one', 'on: { workflow_dispatch: { inputs: { a: { required: true } } } }', { a: true }],
    [
      'a required one with a default',
      'on: { workflow_dispatch: { inputs: { a: { required: true, default: "" } } } }',
      { a: false },
    ],
    [
      'one that is not required',
      'on: { workflow_dispatch: { inputs: { a: { required: false } } } }',
      { a: false },
    ],
  ])('are known with %s', (_, text, expected) => {
    expect(inputs(text)).toEqual(expected);
  });
});

describe('an event type', () => {
  it.each<readonly [Workflow['listens'], string, boolean]>([
    ['all', 'push', true],
    ['none', 'push', false],
    [['push'], 'push', true],
    [['push'], 'Push', false],
    [['push*'], 'push', false],
    [['release-published', 'push'], 'push', true],
    [['pushed'], 'push', false],
  ])('is heard by %j: %j: %s', (some, eventType, expected) => {
    expect(hears({ listens: some }, eventType)).toBe(expected);
  });
});

describe('a run’s name', () => {
  it.each<readonly [string, boolean]>([
    ['run-name: ${{ github.event.client_payload.relay.id }}', true],
    ['run-name: Rebuild for ${{github.event.client_payload.relay.id}} now', true],
    ["run-name: ${{ github.event.client_payload.relay.id || 'by hand' }}", true],
    ['run-name: ${{ github.actor }} ${{ GitHub.Event.Client_Payload.Relay.Id }}', true],
    ['run-name: client_payload.relay.id', false],
    ['run-name: ${{ github.actor }} client_payload.relay.id', false],
    ['run-name: ${{ github.event.client_payload.relay.identity }}', false],
    ['run-name: ${{ github.event.client_payload.relay.id_of }}', false],
    ['run-name: ${{ github.event.client_payload.id }}', false],
    ['name: ${{ github.event.client_payload.relay.id }}', false],
    ['run-name: [a]', false],
    ['', false],
  ])('%s: shows the relay’s id: %s', (line, expected) => {
    expect(readWorkflow(`${line}\non: repository_dispatch\n`)).toEqual({
      listens: 'all',
      namesRelay: expected,
    });
  });
});
