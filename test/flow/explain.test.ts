import { describe, expect, it } from 'vitest';
import { consider } from '../../src/core/consider.ts';
import { type Event } from '../../src/core/event.ts';
import { type GivenFile, indexOfFiles, readGivenEvent } from '../../src/flow/explain.ts';
import { aPullRequest, aPush } from '../build/samples.ts';

const URLS = { server: 'https://github.com', api: 'https://api.github.com', graphql: '' };
const textOf = ({ payload }: Event): string => JSON.stringify(payload);
const SPOKE: GivenFile = { fullName: 'Acme/App', text: 'notify: [{ hub: acme/docs, on: push }]' };
const HUB: GivenFile = { fullName: 'acme/docs', text: 'accept: [{ from: acme/* }]' };

const outcomes = (event: Event, files: readonly GivenFile[]): readonly string[] =>
  consider(event, { index: indexOfFiles(event, files), urls: URLS }).findings.map(({ outcome }) => outcome);

describe('an event that somebody gives', () => {
  it.each([
    ['push', textOf(aPush('acme/app'))],
    ['pull_request', textOf(aPullRequest('acme/app'))],
    ['release', '{"action":"published","release":{"tag_name":"v1"},"repository":{"id":1,"full_name":"a/b"}}'],
    ['issues', '{"action":"opened","issue":{"number":1},"repository":{"id":1,"full_name":"a/b"}}'],
    [
      'workflow_run',
      '{"action":"completed","workflow_run":{"id":1,"event":"push","head_sha":"c","pull_requests":[]},"pull_request":{},"repository":{"id":1,"full_name":"a/b"}}',
    ],
  ])('is known to be %s by what it carries', (name, text) => {
    expect(readGivenEvent(text)).toMatchObject({ event: { name, payload: JSON.parse(text) as object } });
  });

  it('is what its giver says that it is', () => {
    expect(readGivenEvent(textOf(aPush('acme/app')), 'issues')).toEqual({
      trouble: {
        kind: 'incomplete',
        name: 'issues',
        missing: ['action (string)', 'issue.number (number)'],
      },
    });
  });

  it.each([
    [
      '{"a":\n 1,]',
      { kind: 'not-json', line: 2, column: 4, message: 'expected double-quoted property name' },
    ],
    ['[]', { kind: 'not-an-object' }],
    ['null', { kind: 'not-an-object' }],
    ['{}', { kind: 'nameless' }],
    ['{"issue":[]}', { kind: 'nameless' }],
  ])('is none, and why: %j', (text, trouble) => {
    expect(readGivenEvent(text)).toEqual({ trouble });
  });

  it('is none by a name that no route can say', () => {
    expect(readGivenEvent('{}', 'star')).toEqual({ trouble: { kind: 'nameless' } });
  });
});

describe('given files', () => {
  it('let a route fire, by names in any case', () => {
    expect(outcomes(aPush('acme/app'), [SPOKE, HUB])).toEqual(['fires']);
  });

  it('are all that there is: what is not given has no file, and is installed nowhere', () => {
    expect(outcomes(aPush('acme/app'), [SPOKE])).toEqual(['refused']);
    expect(outcomes(aPush('acme/app'), [HUB])).toEqual([]);
    expect(
      outcomes(aPush('acme/app'), [{ ...HUB, text: 'subscribe: [{ from: acme/app, on: push }]' }]),
    ).toEqual(['fires']);
  });

  it('are of private repositories, unless the payload or their giver says otherwise', () => {
    const closed = aPush('acme/app', { repository: { id: 1, full_name: 'acme/app', private: true } });
    expect(outcomes(closed, [SPOKE, HUB])).toEqual(['fires']);
    expect(outcomes(closed, [SPOKE, { ...HUB, visibility: 'public' }])).toEqual(['refused']);
    expect(outcomes(aPush('acme/app'), [SPOKE, { ...HUB, visibility: 'public' }])).toEqual(['fires']);
    expect(
      outcomes(aPush('acme/app'), [
        { ...SPOKE, visibility: 'internal' },
        { ...HUB, visibility: 'public' },
      ]),
    ).toEqual(['refused']);
  });

  it('that are wrong are told, and say nothing', () => {
    const event = aPush('acme/app');
    const index = indexOfFiles(event, [{ ...SPOKE, text: 'notfy: []' }, HUB]);
    expect(consider(event, { index, urls: URLS }).verdict.parts).toMatchObject([
      { rule: 'file', passed: false },
    ]);
  });
});
