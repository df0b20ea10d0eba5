import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, isRecorded, readEvent, UPKEEP_NAMES } from '../../src/core/event.ts';
import { subjectOf, SUMMARY_TEXT } from '../../src/core/subject.ts';
import { aPullRequest, aPush } from '../build/samples.ts';

const read = (name: string, payload: unknown) => readEvent({ id: 'g', name, payload, receivedAt: 1 });
const examples = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly { readonly name: string; readonly examples: readonly unknown[] }[];
const NAMES: readonly string[] = [...EVENT_NAMES, ...UPKEEP_NAMES];
const CASES = examples
  .filter(({ name }) => NAMES.includes(name))
  .flatMap(({ name, examples: payloads }) =>
    payloads.map((payload, index) => [`${name} #${index}`, name, payload] as const),
  );

describe('reading events', () => {
  it.each(CASES)('lacks nothing in GitHub’s example %s', (_, name, payload) => {
    expect(read(name, payload).missing).toEqual([]);
  });

  it('has examples of every event', () => {
    expect(new Set(CASES.map(([, name]) => name))).toEqual(new Set(NAMES));
  });

  it('names each thing that is missing, or not of its kind', () => {
    const { missing } = read('push', {
      ref: 1,
      before: 'a',
      after: 'b',
      repository: { id: '7', full_name: 'a/b' },
    });
    expect(missing).toEqual(['ref (string)', 'commits (array)', 'repository.id (number)']);
  });

  it.each([
    ['repository.full_name', 'repository'],
    ['ref', undefined],
  ])('takes no name that is longer than any of GitHub’s: %s', (path, field) => {
    const push = (name: string) =>
      read('push', {
        ...{ ref: 'refs/heads/main', before: 'a', after: 'b', commits: [] },
        repository: { id: 7, full_name: path === 'ref' ? 'a/b' : name },
        ...(path === 'ref' && { ref: name }),
      });
    expect(push('é'.repeat(512)).missing).toEqual([]);
    expect(push('é'.repeat(513)).missing).toEqual([`${path} (string of at most 1024 bytes)`]);
    if (field) expect(push('é'.repeat(513)).event).not.toHaveProperty(field);
  });

  it('leaves out a sender whose name is longer than any of GitHub’s', () => {
    const { event } = read('push', { sender: { login: 'x'.repeat(1_025) } });
    expect(event).not.toHaveProperty('sender');
  });

  it.each([null, 'text', 7, []])('survives a payload that is %j', (payload) => {
    expect(read('issues', payload).missing).toContain('action (string)');
  });

  it('takes no inherited property for a field', () => {
    expect(read('installation', { installation: { constructor: { id: 1 } } }).missing).toHaveLength(3);
  });
});

describe('events that are recorded', () => {
  it.each([
    ['push', undefined, true],
    ['release', 'published', true],
    ['repository', 'archived', true],
    ['check_run', 'rerequested', true],
    ['check_suite', 'rerequested', true],
    ['check_run', 'created', false],
    ['check_suite', 'requested', false],
    ['ping', undefined, false],
  ])('%s %s: %s', (event, action, expected) => {
    expect(isRecorded({ event, ...(action !== undefined && { action }) })).toBe(expected);
  });
});

describe('the subject of an event', () => {
  it.each(CASES.filter(([, name]) => EVENT_NAMES.some((known) => known === name)))(
    'is small, has a link and no gap in %s',
    (_, name, payload) => {
      const { subject } = subjectOf(read(name, payload).event);
      expect(subject.html_url).toMatch(/^https:\/\//);
      expect(JSON.stringify(subject).length).toBeLessThan(2_000);
      expect(Object.values(subject)).not.toContain(undefined);
    },
  );

  it('is the first line of the head commit for a push', () => {
    expect(subjectOf(aPush('acme/app'))).toMatchObject({
      ref: 'refs/heads/main',
      sha: 'b'.repeat(40),
      subject: { message: 'change', commits: 1 },
    });
  });

  it('cuts a long title openly, and never through a character', () => {
    const title = subjectOf(aPullRequest('acme/app', { title: '🙂'.repeat(1_000) })).subject.title as string;
    expect(title.length).toBeLessThanOrEqual(SUMMARY_TEXT);
    expect(title.endsWith('…')).toBe(true);
    expect(title.isWellFormed()).toBe(true);
  });

  it('says which of its texts were cut, and leaves a link whole', () => {
    const long = 'x'.repeat(SUMMARY_TEXT + 1);
    const { subject, clipped } = subjectOf(aPullRequest('acme/app', { title: long, html_url: long }));
    expect(clipped).toEqual(['title']);
    expect(subject.html_url).toBe(long);
    expect(subjectOf(aPullRequest('acme/app', { title: long.slice(1) })).clipped).toEqual([]);
  });

  it('says whether a pull request comes from a fork', () => {
    expect(subjectOf(aPullRequest('acme/app')).subject.fork).toBe(false);
    const fork = aPullRequest('acme/app', { head: { ref: 'x', sha: 'c', repo: { id: 1 } } });
    expect(subjectOf(fork).subject.fork).toBe(true);
  });
});
