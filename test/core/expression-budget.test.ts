import { data, wellKnownFunctions } from '@actions/expressions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { consider } from '../../src/core/consider.ts';
import { Meter } from '../../src/core/expression-data.ts';
import { callFunction } from '../../src/core/expression-functions.ts';
import { compileExpression, evaluateCondition, interpolate } from '../../src/core/expression.ts';
import { type GithubContext, githubContext, githubContexts } from '../../src/core/github-context.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { aMember, aPush, anIndex } from '../build/samples.ts';

const URLS = { server: 'https://github.com', api: 'https://api.github.com', graphql: 'https://x/graphql' };
const EXHAUSTED = 'the expressions of its file read too much of this event';

const anEventWith = (payload: JsonObject): Event => ({ id: 'x', name: 'push', receivedAt: 0, payload });
const big = anEventWith({
  text: 'x'.repeat(300_000),
  turkish: 'ı'.repeat(300_000),
  numbers: Array.from({ length: 60_000 }, (_, n) => n),
  words: Array.from({ length: 5_000 }, (_, n) => `w${n}`),
  keys: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, n])),
  small: 'yes',
});

const condition = (text: string, context: GithubContext) => {
  const compiled = compileExpression(text);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return evaluateCondition(compiled, context);
};

describe('the expressions of one file, for one event', () => {
  it('share what they may read; who comes too late is told why', () => {
    const context = githubContext(big, URLS);
    const reads = "contains(github.event.text, 'y')";
    const reasons = Array.from({ length: 10 }, () => condition(reads, context).reason);
    expect(reasons.slice(0, 6)).toEqual(Array(6).fill(`the condition ${reads} is false`));
    expect(reasons.at(-1)).toBe(`the condition ${reads} can't be evaluated: ${EXHAUSTED}`);
    expect(interpolate({ a: '${{ github.event.small }}' }, context)).toEqual({
      problem: `a: github.event.small can't be evaluated: ${EXHAUSTED}`,
    });
  });

  it.each([
    ['long texts', `${'github.event.text == '.repeat(30)}1`],
    ['texts that are slow to compare', 'github.event.turkish == github.event.turkish'],
    ['lists', `${'github.event.numbers.* == 1 || '.repeat(20)}false`],
    ['lists that are compared with a long text', `contains(github.event.words, '${'x'.repeat(3_000)}')`],
    ['objects of many keys', `${'github.event.keys.k1 == 0 || '.repeat(20)}false`],
    ['all keys of an object', 'github.event.keys.*'],
    [
      'JSON that is read again and again',
      `${"fromJSON(toJSON(github.event.words))[0] == '' || ".repeat(20)}false`,
    ],
    ['everything', 'github.*.*.*.*'],
    ['texts that are built', `${"format('{0}', github.event.text) == '' || ".repeat(20)}false`],
  ])('can’t read too much by %s', (_, text) => {
    expect(condition(text, githubContext(big, URLS)).reason).toContain(EXHAUSTED);
  });

  it('pay for each object that is sent whole', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`f${n}`, '${{ github.event.o }}']),
    );
    const o = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`k${n}`, n]));
    const result = interpolate(fields, githubContext(anEventWith({ o }), URLS));
    expect(result).toEqual({
      problem: expect.stringContaining(`github.event.o can't be evaluated: ${EXHAUSTED}`),
    });
  });

  it('may be a thousand on an ordinary event', () => {
    const context = githubContext(aPush('acme/lib'), URLS);
    const text = "!contains(github.event.head_commit.message, '[skip hub]') && github.ref_name == 'main'";
    const passed = Array.from({ length: 1_000 }, () => condition(text, context).passed);
    expect(passed).toEqual(Array(1_000).fill(true));
  });
});

describe('the expressions of several files', () => {
  const exhaust = `${"contains(github.event.text, 'y') || ".repeat(30)}false`;

  it('can’t use up what another file may read', () => {
    const contextOf = githubContexts(big, URLS);
    expect(condition(exhaust, contextOf('evil/hub')).reason).toContain(EXHAUSTED);
    expect(condition("github.event.small == 'yes'", contextOf('acme/hub')).passed).toBe(true);
    expect(condition("github.event.small == 'yes'", contextOf('evil/hub')).reason).toContain(EXHAUSTED);
  });

  it('have an end for one event too', () => {
    const contextOf = githubContexts(big, URLS);
    const reasons = Array.from({ length: 12 }, (_, n) => condition(exhaust, contextOf(`evil/${n}`)).reason);
    expect(reasons[0]).toContain(EXHAUSTED);
    expect(reasons.at(-1)).toContain('the expressions of all files read too much of this event');
  });

  it('are told apart where an event is considered', () => {
    const rule = (text: string) => ({ on: { push: {} }, from: ['acme/lib'], if: text });
    const index = anIndex(
      aMember('acme/lib'),
      aMember('acme/evil', { subscribe: [rule(exhaust)] }),
      aMember('acme/site', { subscribe: [rule("github.event.small == 'yes'")] }),
    );
    const event = aPush('acme/lib', { text: 'x'.repeat(300_000), small: 'yes' });
    const outcomes = consider(event, { index, urls: URLS }).findings.map(({ route, outcome }) => [
      route.definedIn,
      outcome,
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({ 'acme/evil': 'silent', 'acme/site': 'fires' });
  });
});

describe('format()', () => {
  const meter = new Meter(Infinity, '');
  const result = (call: () => data.ExpressionData): string => {
    try {
      return call().coerceString();
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  it('does what the library’s own does', () => {
    const piece = fc.constantFrom('{', '}', '{{', '}}', '{0}', '{1}', '{2}', '{01}', '{0:x}', '0', 'a', ' ');
    const template = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(template, (text) => {
        const args = [text, 'A', '{B}'].map((arg) => new data.StringData(arg));
        expect(result(() => callFunction('format', args, meter))).toBe(
          result(() => wellKnownFunctions.format!.call(...args)),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
