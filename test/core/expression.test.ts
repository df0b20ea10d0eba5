import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import {
  compileExpression,
  compileTemplate,
  evaluateCondition,
  interpolate,
} from '../../src/core/expression.ts';
import { githubContext } from '../../src/core/github-context.ts';
import { type Json, type JsonObject } from '../../src/core/json.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const contextOf = (payload: JsonObject) => {
  const event: Event = { id: 'x', name: 'push', receivedAt: 0, payload };
  return githubContext(event, URLS);
};

const PAYLOAD: JsonObject = {
  ref: 'refs/heads/main',
  n: 3,
  yes: true,
  no: false,
  nothing: null,
  empty: '',
  head_commit: { message: 'Fix it [skip hub]' },
  labels: [{ name: 'bug' }, { name: 'help wanted' }],
  tool: { constructor: 'kept', toString: 'too', hasOwnProperty: 'three' },
  list: [1, 'two', null],
  html: '<b>&"\'',
};
const context = contextOf(PAYLOAD);

const fill = (value: Json): Json => {
  const result = interpolate(value, context);
  if ('problem' in result) throw new Error(result.problem);
  return result.value;
};

const condition = (text: string) => {
  const compiled = compileExpression(text);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return evaluateCondition(compiled, context);
};

/** Rows with a title that stays short. */
const titled = <Row extends readonly [string, ...unknown[]]>(rows: readonly Row[]) =>
  rows.map((row) => [JSON.stringify(row[0]).slice(0, 50), row] as const);

describe('interpolate', () => {
  it.each<[string, Json]>([
    ['${{ github.event.n }}', 3],
    ['${{ github.event.yes }}', true],
    ['${{ github.event.nothing }}', null],
    ['${{ github.event.missing.too }}', null],
    ['${{ github.event.head_commit }}', { message: 'Fix it [skip hub]' }],
    ['${{ github.event.list }}', [1, 'two', null]],
    ['${{ github.event.labels.*.name }}', ['bug', 'help wanted']],
    ['${{github.ref_name}}', 'main'],
    ['${{ 0xff }}', 255],
    ['${{ NaN }}', 'NaN'],
    ['n is ${{ github.event.n }}', 'n is 3'],
    ['${{ github.event.n }}${{ github.event.yes }}${{ github.event.nothing }}', '3true'],
    ['a ${{ github.event.head_commit }} b ${{ github.event.list }}', 'a Object b Array'],
    [' ${{ github.event.n }}', ' 3'],
    ["${{ 'It''s Bob''s' }}", "It's Bob's"],
    ["${{ '}}' }} and }}", '}} and }}'],
    ['no expression $ {{ }}', 'no expression $ {{ }}'],
    ['', ''],
    ["${{ format('{{{0}}}', github.event.n) }}", '{3}'],
    ["${{ join(github.event.labels.*.name, ', ') }}", 'bug, help wanted'],
    ['${{ fromJSON(\'{"a":[1]}\').a[0] }}', 1],
    ['${{ fromJSON(\'{"constructor":1}\').constructor }}', 1],
    ['${{ toJSON(github.event.list) }}', '[\n  1,\n  "two",\n  null\n]'],
    ["${{ case(github.event.n == 3, 'three', 'other') }}", 'three'],
    ["${{ github.event.yes && 'on' || 'off' }}", 'on'],
    ['${{ github.event.tool.constructor }}', 'kept'],
    ['${{ github.event.tool }}', { constructor: 'kept', toString: 'too', hasOwnProperty: 'three' }],
    ['${{ github.event.head_commit.constructor }}', null],
    ['${{ github.event.__proto__ }}', null],
    ['${{ GitHub.Event.HEAD_COMMIT.Message }}', 'Fix it [skip hub]'],
    ['${{ github.event.html }}', '<b>&"\''],
  ])('makes %j into %j', (template, expected) => expect(fill(template)).toEqual(expected));

  it('goes into lists and objects, and leaves other values alone', () => {
    const value = { a: ['${{ github.event.n }}', 1, null], b: { c: 'x${{ github.event.n }}' }, d: true };
    expect(fill(value)).toEqual({ a: [3, 1, null], b: { c: 'x3' }, d: true });
  });

  it('never evaluates what it has read from the event', () => {
    const hostile = contextOf({ title: "${{ toJSON(github) }} }} '" });
    expect(interpolate('t: ${{ github.event.title }}', hostile)).toEqual({
      value: "t: ${{ toJSON(github) }} }} '",
    });
  });

  it('takes deeper levels than 100 for null, and objects that contain __proto__ as they are', () => {
    let deep: Json = 'bottom';
    for (let level = 0; level < 5000; level += 1) deep = { a: deep };
    const result = interpolate('${{ github.event.x }}', contextOf({ x: deep }));
    expect(JSON.stringify(result)).toMatch(/^\{"value":(\{"a":){98,100}null\}+$/);
    const odd = contextOf({ x: JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as Json });
    expect(JSON.stringify(interpolate('${{ github.event.x }}', odd))).toBe(
      '{"value":{"__proto__":{"a":1},"b":2}}',
    );
  });

  it.each(
    titled([
      [
        '${{ github.event.big }}',
        /^key: github\.event\.big makes more than 65535 characters; take less of the event$/,
      ],
      ['a${{ github.event.big }}', /makes more than 65535 characters/],
      ['${{ github.event }}', /makes more than 65535 characters/],
      [
        `\${{ format('${'{0}'.repeat(200)}', github.event.big) }}`,
        /it builds a text of more than 1000000 characters$/,
      ],
      ["${{ toJSON(fromJSON('[')) }}", /fromJSON was given "\[", which is not JSON$/],
      ["${{ format('{1}', 1) }}", /references more arguments than were supplied/],
      [
        `\${{ ${'github.event.big == '.repeat(500)} 1 }}`,
        /the expressions of its file read too much of this event$/,
      ],
    ] as const),
  )('reports what can’t be made from %s', (_, [template, problem]) => {
    const result = interpolate({ key: template }, contextOf({ big: 'x'.repeat(70_000) }));
    expect(result).toEqual({ problem: expect.stringMatching(problem) });
    expect(result).toEqual({ problem: expect.stringMatching(/^key: /) });
  });
});

describe('evaluateCondition', () => {
  it.each([
    ["!contains(github.event.head_commit.message, '[skip hub]')", false],
    ["${{ github.ref == 'refs/heads/MAIN' }}", true],
    ['  ${{ true }}\n', true],
    ['github.event.labels', true],
    ["contains(github.event.labels.*.name, 'bug')", true],
    ["'a' && github.event.n > 2", true],
    ["github.event.n == '3'", true],
    ["github.event.missing == ''", true],
    ['github.event.no', false],
  ])('finds %j to be %s', (text, passed) => expect(condition(text).passed).toBe(passed));

  it.each([
    ['github.event.no', 'the condition github.event.no is false'],
    ['github.event.empty', 'the condition github.event.empty is an empty text, which counts as false'],
    ['github.event.nothing', 'the condition github.event.nothing is null, which counts as false'],
    ['0', 'the condition 0 is 0, which counts as false'],
    ['github.event.yes', 'the condition github.event.yes is true'],
    ['github.event.n', 'the condition github.event.n is not empty, which counts as true'],
    [
      "fromJSON('')",
      `the condition fromJSON('') can't be evaluated: fromJSON was given "", which is not JSON`,
    ],
  ])('explains %j', (text, reason) => expect(condition(text)).toMatchObject({ rule: 'if', reason }));
});

describe('compileExpression', () => {
  it.each(
    titled([
      ['', 'the expression is empty; write one, for example github.ref_name', 1, 1],
      ['${{ }}', 'the expression is empty; write one, for example github.ref_name', 1, 4],
      ["secrets.TOKEN == 'x'", 'secrets is not available here; only github is', 1, 1],
      ['github.ref == env.REF', 'env is not available here; only github is', 1, 15],
      ['event.action', 'event is not known by itself; write github.event', 1, 1],
      [
        'github.ref == main',
        'main is not known; only github is available here, and texts stand in single quotes',
        1,
        15,
      ],
      [
        'success()',
        'success() belongs to the jobs of a workflow; the functions here are case, contains, endsWith, format, fromJSON, join, startsWith, toJSON',
        1,
        1,
      ],
      [
        '1 == constructor(1)',
        'constructor() is not a function; the functions here are case, contains, endsWith, format, fromJSON, join, startsWith, toJSON',
        1,
        6,
      ],
      ['github.ref == "main"', "texts stand in single quotes here: 'like this'", 1, 15],
      ["github.ref == 'main", 'the text that begins here is never closed by a single quote', 1, 15],
      ['github.ref = 1', '"=" has no meaning in an expression; compare with ==', 1, 12],
      ['github.ref ==', 'the expression ends too early, after "=="', 1, 12],
      ['(github.ref', 'the expression ends too early, after "ref"', 1, 9],
      ['github.ref github.sha', '"github" is not expected here', 1, 12],
      ["'a\nb' == 'c' &&\n  inputs.x", 'inputs is not available here; only github is', 3, 3],
      ['contains(github.ref)', 'contains() needs more arguments', 1, 1],
      ["startsWith('a', 'b', 'c')", 'startsWith() takes fewer arguments', 1, 1],
      [
        'case(true, 1, false, 2)',
        'case() takes pairs of condition and value, and one value at the end',
        1,
        1,
      ],
      [`${'('.repeat(60)}1${')'.repeat(60)}`, 'the expression is nested more than 50 levels deep', 1, 51],
      ['${{ github.ref', 'its "${{" is never closed by "}}"', 1, 1],
      [
        '${{ true }} && false',
        'put the whole expression inside one pair of ${{ }}, or leave them out',
        1,
        12,
      ],
      ['true && ${{ false }}', 'put the whole expression inside one pair of ${{ }}, or leave them out', 1, 9],
      [`'${'a'.repeat(21_000)}'`, 'the expression has 21002 characters; 21000 are allowed', 1, 1],
    ] as const),
  )('refuses %s', (_, [text, problem, line, column]) => {
    expect(compileExpression(text)).toMatchObject({ problem, line, column });
  });

  it('points into a text with several expressions', () => {
    expect(compileTemplate('a ${{ github.ref }}\n b ${{ vars.x }}')).toMatchObject({
      line: 2,
      column: 8,
      offset: 27,
    });
  });

  it('never throws, whatever it is given to compile and evaluate', () => {
    const piece = fc.constantFrom(
      'github', '.event', '.*', '[0]', "['n']", '(', ')', ' == ', ' && ', ' || ', '!', "'", "'x'", '1', ',', '-', '.',
      'contains(', 'format(', 'toJSON(', 'fromJSON(', 'join(', 'constructor(', '__proto__', '${{', '}}', '\n', '\u00a0', 'NaN',
    ); // prettier-ignore
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const compiled = compileExpression(source);
        if (!('problem' in compiled)) expect(evaluateCondition(compiled, context).rule).toBe('if');
        else expect(compiled.offset).toBeLessThanOrEqual(source.length);
        expect(Object.keys(interpolate(`a\${{ ${source} }}`, context))).toHaveLength(1);
        expect(Object.keys(interpolate(`\${{ ${source} }}`, context))).toHaveLength(1);
      }),
      { numRuns: 3000 },
    );
  });
});
