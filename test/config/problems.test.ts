import { describe, expect, it } from 'vitest';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { renderProblem } from '../../src/config/problems.ts';

/** Lines of one route, after `notify:` and its hub: they begin in line 3, column 5. */
const route = (lines: string): string => `notify:\n  - hub: a/b\n${lines.replaceAll(/^/gm, '    ')}\n`;
const onPush = (lines: string): string => route(`on: push\n${lines}`);

const ROUTE_KEYS =
  'hub, workflow, ref, inputs, endpoint, on, if, event-type, payload, coalesce, chain, forks, report or on-failure';
const PUSH_FILTERS = 'branches, branches-ignore, tags, tags-ignore, paths or paths-ignore';
const EVENTS = 'push, pull_request, issues, release or workflow_run';

/** A wrong file, and every problem that it has: "line:column code: message". */
const WRONG: readonly (readonly [string, ...string[]])[] = [
  // Keys
  ['notfy: []', '1:1 config-unknown-key: there is no key "notfy" here; did you mean "notify"? allowed keys are notify, subscribe, accept, publish, allow-public-hubs or max-hops'],
  [onPush('event_type: x'), `4:5 config-unknown-key: there is no key "event_type" here; did you mean "event-type"? allowed keys are ${ROUTE_KEYS}`],
  [onPush('from: acme/x'), `4:5 config-unknown-key: there is no key "from" here; allowed keys are ${ROUTE_KEYS}`],
  [onPush('<<: {}'), `4:5 config-unknown-key: there is no key "<<" here; merge keys are not supported; allowed keys are ${ROUTE_KEYS}`],
  ['accept: [{ form: a/b }]', '1:10 config-missing-key: "from" is missing; name the spokes, for example "from: acme/*"', '1:12 config-unknown-key: there is no key "form" here; did you mean "from"? allowed keys are from, event-types or workflows'],
  [route('if: true'), '2:5 config-missing-key: "on" is missing; name the events, for example "on: push"'],
  ['notify: [{ on: push }]', '1:10 config-missing-key: the route has no target; add "hub: owner/name", or "endpoint: <name>"'],
  ['__proto__: 1', '1:1 config-wrong-value: "__proto__" can\'t be used as a key; choose another name'],
  ['max-hops: 1\nmax-hops: 2', '2:1 config-duplicate-key: the key "max-hops" stands twice here; keep one of them'],
  // Kinds of values
  ['notify:', '1:8 config-wrong-type: found nothing; expected a list'],
  ['notify:\n  hub: a/b\n  on: push', '2:3 config-wrong-type: found a mapping of keys; expected a list; begin each entry with "- "'],
  ['- notify', '1:1 config-wrong-type: found a list; expected keys such as "notify:" or "accept:"'],
  ['hello', '1:1 config-wrong-type: found "hello"; expected keys such as "notify:" or "accept:"'],
  ['allow-public-hubs: no', '1:20 config-wrong-type: found "no"; did you mean false? expected true or false'],
  ['max-hops: 1.5', '1:11 config-wrong-type: found the number 1.5; expected a whole number'],
  ['accept: [{ from: 7 }]', "1:18 config-wrong-type: found the number 7; expected a text or a list; put it in quotes: '7'"],
  [route('on: { push: { branches: [main, 1.10] } }'), "3:36 config-wrong-type: found the number 1.10; expected a text; put it in quotes: '1.10'"],
  [onPush('coalesce: 30'), '4:15 config-wrong-type: found the number 30; expected a duration such as "30s" or "5m"'],
  [onPush('payload: text'), '4:14 config-wrong-type: found "text"; expected a mapping of keys'],
  [route('on:'), '3:8 config-wrong-type: found nothing; expected push, pull_request, issues, release, workflow_run, a list or a mapping of keys'],
  // Values
  ['max-hops: 11', '1:11 config-limit: found the number 11; expected at most 10'],
  ['max-hops: 0', '1:11 config-limit: found the number 0; expected at least 1'],
  [onPush('report: maybe'), '4:13 config-wrong-value: found "maybe"; expected true, false or required'],
  [onPush('report: requird'), '4:13 config-wrong-value: found "requird"; did you mean "required"? expected true, false or required'],
  [onPush('on-failure: mail'), '4:17 config-wrong-value: found "mail"; expected issue'],
  [onPush('coalesce: 5 minutes'), '4:15 config-wrong-value: found "5 minutes"; expected a duration from 1s to 1h, such as "30s" or "5m"'],
  [onPush('coalesce: 0s'), '4:15 config-wrong-value: found "0s"; expected a duration from 1s to 1h, such as "30s" or "5m"'],
  [onPush('coalesce: 61m'), '4:15 config-limit: the duration is over an hour; expected 1s to 1h'],
  [onPush('event-type: ""'), '4:17 config-limit: the text is empty; write something, or leave the key out'],
  [onPush(`event-type: ${'x'.repeat(101)}`), '4:17 config-limit: found a text of 101 characters; expected at most 100 characters'],
  ['notify: [{ hub: acme/*, on: push }]', '1:17 config-wrong-value: found "acme/*"; expected one repository, as owner/name, without patterns'],
  ['notify: [{ hub: "a/..", on: push }]', '1:17 config-wrong-value: found "a/.."; expected one repository, as owner/name, without patterns'],
  ['notify: [{ endpoint: "ftp://x", on: push }]', '1:22 config-wrong-value: found "ftp://x"; expected the name of an endpoint that the operator has defined, such as "deploy-status", and no URL'],
  ['notify: [{ endpoint: "https://user:pw@x/", on: push }]', '1:22 config-wrong-value: found "https://user:pw@x/"; expected the name of an endpoint that the operator has defined, such as "deploy-status", and no URL'],
  [onPush('workflow: ../build.yml'), '4:15 config-wrong-value: found "../build.yml"; expected the file name of a workflow, such as "build.yml", or its number in quotes'],
  [onPush('payload: { a: .inf }'), '4:19 config-wrong-value: found the number Infinity, which can\'t be sent; put it in quotes, or write another'],
  [onPush('payload: { relay: 1 }'), '4:16 config-wrong-value: "relay" is the field in which Hub Relay says what it did; choose another name'],
  [onPush('payload: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1 }'), '4:5 config-limit: found 10 keys; at most 9 are allowed'],
  [onPush(`workflow: a.yml\ninputs: { ${Array.from({ length: 26 }, (_, n) => `i${n}: 1`).join(', ')} }`), '5:5 config-limit: found 26 keys; at most 25 are allowed'],
  [`accept:\n${'  - from: a/b\n'.repeat(101)}`, '2:3 config-limit: found a list of 101 entries; expected at most 100 entries'],
  ['accept: [{ from: a/b, workflows: [build.yml, ../b.yml] }]', '1:46 config-wrong-value: found "../b.yml"; expected the file name of a workflow, such as "build.yml", or its number in quotes'],
  ['accept: [{ from: a/b, workflows: 1234 }]', "1:34 config-wrong-type: found the number 1234; expected a text or a list; put it in quotes: '1234'"],
  ['accept: [{ from: a/b, workflows: "*" }]', '1:34 config-wrong-value: found "*"; expected the file name of a workflow, such as "build.yml", or its number in quotes'],
  // Events and filters
  [route('on: pushh'), '3:9 config-wrong-value: found "pushh"; did you mean "push"? expected push, pull_request, issues, release, workflow_run, a list or a mapping of keys'],
  [route('on: [push, relase]'), `3:16 config-wrong-value: found "relase"; did you mean "release"? expected ${EVENTS}`],
  [route('on: { pull_requests: {} }'), `3:11 config-unknown-key: there is no event "pull_requests" here; did you mean "pull_request"? allowed events are ${EVENTS}`],
  [route('on: {}'), '3:9 config-missing-key: "on" names no event; add one, for example "push:"'],
  [route('on: []'), '3:9 config-limit: the list is empty; write something, or leave the key out'],
  [route('on: { issues: { tags: [v1] } }'), '3:21 config-filter: issues has no filter "tags"; only push can be filtered so; its filters are types'],
  [route('on: { push: { types: [opened] } }'), `3:19 config-filter: push has no filter "types"; only pull_request, issues, release or workflow_run can be filtered so; its filters are ${PUSH_FILTERS}`],
  [route('on: { push: { brnches: x } }'), `3:19 config-unknown-key: push has no filter "brnches"; did you mean "branches"? its filters are ${PUSH_FILTERS}`],
  [route('on: { release: { types: [publishd] } }'), '3:30 config-filter: found "publishd"; did you mean "published"? the types of release are published, unpublished, created, edited, deleted, prereleased or released'],
  [route('on: { workflow_run: { types: success } }'), '3:34 config-filter: found "success"; the types of workflow_run are completed, requested, in_progress or a list'],
  [route('on: { push: { branches: a, branches-ignore: b } }'), '3:32 config-conflict: "branches" and "branches-ignore" can\'t stand together for push; keep "branches", and take out what to ignore with patterns that begin with "!"'],
  [route("on: { push: { tags: [a], tags-ignore: [b], paths: [c], paths-ignore: [d] } }"), '3:30 config-conflict: "tags" and "tags-ignore" can\'t stand together for push; keep "tags", and take out what to ignore with patterns that begin with "!"', '3:48 config-no-effect: "paths" has no effect: only tags fire here, and their paths are not looked at', '3:60 config-conflict: "paths" and "paths-ignore" can\'t stand together for push; keep "paths", and take out what to ignore with patterns that begin with "!"'],
  // Patterns
  [route("on: { push: { branches: [main, 'a['] } }"), '3:36 config-pattern: the pattern "a[" can\'t be used: its "[" is never closed; write "\\[" for a bracket that stands for itself'],
  [route("on: { push: { branches: '?' } }"), '3:29 config-pattern: the pattern "?" can\'t be used: its "?" must follow the one character, or the "[…]", that it repeats'],
  [route("on: { push: { paths: ['!docs/**'] } }"), '3:26 config-pattern: all its patterns begin with "!", so nothing can match; add at least one pattern without "!"'],
  ['accept: [{ from: acme }]', '1:18 config-pattern: "acme" can\'t match a repository; expected a pattern of owner/name; for all repositories of an owner write "acme/*"'],
  ['publish: [{ to: [a/b, "a b/c"] }]', '1:23 config-pattern: "a b/c" can\'t match a repository; expected a pattern of owner/name'],
  ['subscribe: [{ from: ["!a/b"], on: push }]', '1:21 config-pattern: all its patterns begin with "!", so nothing can match; add at least one pattern without "!"'],
  // Expressions
  [onPush('if: github.ref == main'), '4:23 config-expression: main is not known; only github is available here, and texts stand in single quotes'],
  [onPush('if: "${{ secrets.X }}"'), '4:14 config-expression: secrets is not available here; only github is'],
  [onPush('if: ${{ success() }}'), '4:13 config-expression: success() belongs to the jobs of a workflow; the functions here are case, contains, endsWith, format, fromJSON, join, startsWith, toJSON'],
  [onPush("payload:\n  a: [1, 'x ${{ vars.x }}']"), '5:21 config-expression: vars is not available here; only github is'],
  [onPush('payload:\n  a: |\n    x\n    ${{ vars.x }}'), '5:10 config-expression: vars is not available here; only github is (line 2 of this text)'],
  [onPush('payload: { a: "${{ github.ref" }'), '4:19 config-expression: its "${{" is never closed by "}}"'],
  [onPush('workflow: a.yml\ninputs: { a: "${{ env.x }}" }'), '5:23 config-expression: env is not available here; only github is'],
  [onPush('event-type: "${{ github.ref }}"'), '4:17 config-expression: "${{ github.ref }}" is taken as it is; expressions are filled in only in "payload" and "inputs"'],
  // Keys that exclude or need each other
  ['notify: [{ hub: a/b, endpoint: deploy-status, on: push }]', '1:22 config-conflict: "hub" and "endpoint" can\'t stand together; make two routes of them'],
  ['notify: [{ endpoint: deploy-status, workflow: a.yml, on: push }]', '1:37 config-conflict: "workflow" needs the "hub" whose workflow it is'],
  [onPush('ref: main\ninputs: {}'), '4:5 config-conflict: "ref" is for a workflow; add "workflow: <file>.yml", or use "payload"', '5:5 config-conflict: "inputs" is for a workflow; add "workflow: <file>.yml", or use "payload"'],
  // Warnings
  [onPush('forks: true\nchain: true'), '4:5 config-no-effect: "forks" has no effect: the route does not listen to pull_request', '5:5 config-no-effect: "chain" has no effect: the route does not listen to workflow_run'],
  [onPush('workflow: a.yml\npayload: { a: 1 }'), '5:5 config-no-effect: "payload" has no effect beside "workflow"; a workflow takes "inputs"'],
  [route("on: { workflow_run: { workflows: ['Build *'] } }"), '3:39 config-no-effect: the names of workflows are compared exactly; a * stands for itself here'],
  ['notify: [{ endpoint: "https://hooks.example.com/", on: push }]', '1:22 config-wrong-value: found "https://hooks.example.com/"; expected the name of an endpoint that the operator has defined, such as "deploy-status", and no URL'],
  ['notify: [{ endpoint: deploy-status, on: push }]'],
  [route('on: workflow_run\nforks: true')],
]; // prettier-ignore

const shown = (text: string): readonly string[] =>
  parseConfig(text).problems.map(
    ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
  );

describe('the problems of a config file', () => {
  it.each(WRONG.map(([text, ...problems]) => [JSON.stringify(text).slice(0, 70), text, problems] as const))(
    'are told for %s',
    (_, text, problems) => expect(shown(text)).toEqual(problems),
  );

  it('have paths that lead to them', () => {
    const text = `accept: [{ from: acme }]\n${route('on: { push: { branches: [main, 1] } }')}`;
    expect(parseConfig(text).problems.map(({ path }) => path)).toEqual([
      'accept[0].from',
      'notify[0].on.push.branches[1]',
    ]);
  });

  it('can be printed as a compiler prints them', () => {
    const [problem] = parseConfig('max-hops: 11').problems;
    expect(problem && renderProblem('.github/hub-relay.yml', problem)).toBe(
      '.github/hub-relay.yml:1:11: error: found the number 11; expected at most 10 [config-limit]',
    );
  });

  it('come up here, every code of the table', () => {
    const codes = new Set(WRONG.flatMap(([, ...problems]) => problems.map((text) => text.split(/[ :]/)[2])));
    const elsewhere = ['config-too-large', 'config-yaml', 'config-duplicate'];
    expect([...codes, ...elsewhere].sort()).toEqual(Object.keys(CONFIG_CODES).sort());
  });
});
