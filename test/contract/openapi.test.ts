import { describe, expect, it } from 'vitest';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { githubContract } from './openapi.ts';

const { check, checkAnswer, checkWebhook } = githubContract();

const DISPATCH: Exchange = {
  at: 0,
  method: 'POST',
  path: '/repos/acme/docs/dispatches',
  query: {},
  requestHeaders: { 'user-agent': 'test' },
  requestBody: { event_type: 'x', client_payload: {} },
  status: 204,
  responseHeaders: {},
  responseBody: undefined,
};

const FILES: Exchange = {
  ...DISPATCH,
  method: 'GET',
  path: '/repos/acme/docs/pulls/7/files',
  requestBody: undefined,
  status: 200,
  responseHeaders: { 'content-type': 'application/json; charset=utf-8' },
  responseBody: [],
};

const problems = (exchange: Exchange) => check(exchange).map((problem) => problem.replace(/^.* → \d+: /, ''));

describe('the contract with GitHub', () => {
  it('finds nothing wrong with a right exchange', () => {
    expect(check(DISPATCH)).toEqual([]);
    expect(check(FILES)).toEqual([]);
  });

  it('names the operation in each problem', () => {
    expect(check({ ...DISPATCH, requestBody: undefined })).toEqual([
      'POST /repos/{owner}/{repo}/dispatches → 204: the request body is missing',
    ]);
  });

  it.each<readonly [string, Partial<Exchange>, RegExp]>([
    ['an unknown property', { requestBody: { event_type: 'x', payload: {} } }, /unknown property payload/],
    ['a missing property', { requestBody: {} }, /required property 'event_type'/],
    [
      'an event type of 101 characters',
      { requestBody: { event_type: 'x'.repeat(101) } },
      /event_type must NOT have more than 100/,
    ],
    [
      'a payload that is no object',
      { requestBody: { event_type: 'x', client_payload: 'x' } },
      /client_payload must be object/,
    ],
    [
      '11 payload properties',
      {
        requestBody: {
          event_type: 'x',
          client_payload: Object.fromEntries(Array.from('abcdefghijk').map((key) => [key, 1])),
        },
      },
      /more than 10 properties/,
    ],
    ['a query parameter', { query: { ref: 'main' } }, /query parameter ref is not known/],
    ['no User-Agent', { requestHeaders: {} }, /User-Agent/],
    ['an undescribed status', { status: 201 }, /status 201 is not described/],
    ['a body where there is none', { responseBody: {} }, /a 204 has a body/],
    [
      'an error without a message',
      { status: 422, responseBody: { documentation_url: 'x' } },
      /required property 'message'|has no message/,
    ],
    ['a redirect to nowhere', { status: 307, responseBody: {} }, /a 307 has no location/],
  ])('catches a dispatch with %s', (_, change, expected) => {
    expect(problems({ ...DISPATCH, ...change })).toContainEqual(expect.stringMatching(expected));
  });

  it.each<readonly [string, Partial<Exchange>, RegExp]>([
    ['a page that is no number', { query: { page: 'two' } }, /query parameter page.* must be integer/],
    [
      'a pull request that is no number',
      { path: '/repos/acme/docs/pulls/x/files' },
      /path parameter pull_number.* must be integer/,
    ],
    ['a request body', { requestBody: {} }, /a request body is not known/],
    ['an object for a list', { responseBody: {} }, /response body must be array/],
    [
      'an entry of the wrong type',
      { responseBody: [{ filename: 7 }] },
      /response body\/0\/filename must be string/,
    ],
    [
      'an entry that lacks something',
      { responseBody: [{}] },
      /response body\/0 must have required property 'filename'/,
    ],
    ['a 304 with a body', { status: 304, responseBody: [] }, /a 304 has a body/],
  ])('catches a list of files with %s', (_, change, expected) => {
    expect(problems({ ...FILES, ...change })).toContainEqual(expect.stringMatching(expected));
  });

  it('knows only the operations in use', () => {
    expect(check({ ...DISPATCH, path: '/repos/acme/docs/labels' })).toEqual([
      'POST /repos/acme/docs/labels: not an operation in use',
    ]);
    expect(check({ ...DISPATCH, method: 'PUT' })).toHaveLength(1);
  });

  it('takes the address of a redirect for the operation it leads to', () => {
    expect(check({ ...DISPATCH, path: '/repositories/7/dispatches' })).toEqual([]);
    expect(check({ ...DISPATCH, path: '/repositories/seven/dispatches' })).toHaveLength(1);
  });

  it.each([401, 403, 404, 413, 429])('holds a general %i against the basic error', (status) => {
    expect(
      check({
        ...DISPATCH,
        status,
        responseBody: { message: 'No', documentation_url: 'https://docs.github.com' },
      }),
    ).toEqual([]);
    expect(check({ ...DISPATCH, status, responseBody: { message: 7 } })).not.toEqual([]);
  });

  it('lets a server error and a cut connection look as they like', () => {
    expect(check({ ...DISPATCH, status: 502, responseBody: '<html>' })).toEqual([]);
    expect(check({ ...DISPATCH, status: 0 })).toEqual([]);
  });

  it('can hold the answer alone against it', () => {
    const refused = {
      ...DISPATCH,
      requestBody: {},
      status: 422,
      responseBody: { message: 'No', documentation_url: 'x' },
    };
    expect(check(refused)).not.toEqual([]);
    expect(checkAnswer(refused)).toEqual([]);
  });

  it('holds a webhook that is described against its schema, and says nothing of the others', () => {
    const told = { event: 'check_run', action: 'rerequested', requestBody: '{"action":"rerequested"}' };
    expect(checkWebhook(told)).toContain(
      "check_run rerequested: payload must have required property 'check_run'",
    );
    expect(checkWebhook({ ...told, requestBody: '{"action":"created"}' })).toContain(
      'check_run rerequested: payload/action must be equal to one of the allowed values',
    );
    expect(checkWebhook({ event: 'push', action: null, requestBody: '{}' })).toContain(
      "push: payload must have required property 'ref'",
    );
    expect(checkWebhook({ ...told, event: 'star' })).toEqual([]);
    expect(checkWebhook({ event: 'fork', action: null, requestBody: '{}' })).toEqual([]);
  });
});
