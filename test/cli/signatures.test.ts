import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { ENDPOINT_FORMATS, type EndpointFormat } from '../../src/core/endpoint.ts';
import { isSecret } from '../build/said.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const [NEW, OLD, OTHER] = [7, 8, 9].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
  string,
];
const ENV = { NEW, OLD, OTHER, SHORT: 'whsec_c2hvcnQ=', EMPTY: '' };
const BODY = Buffer.from('{ "text": "grüße 🎉" }\n');

const run = async (args: readonly string[], body?: Uint8Array) => {
  const terminal = new FakeTerminal(undefined, body && [body.subarray(0, 3), body.subarray(3)]);
  const code = await runCommand(['node', 'hub-relay', ...args], ENV, terminal);
  return { code, out: terminal.written, errors: terminal.errors.join('\n') };
};
const named = (names: readonly string[]) => names.flatMap((name) => ['--secret-env', name]);

const sign = async (format: EndpointFormat, names: readonly string[], body = BODY, ...more: string[]) => {
  const { code, out } = await run(['sign', '--format', format, ...named(names), ...more], body);
  expect(code).toBe(0);
  return out;
};
const verify = (format: EndpointFormat, names: readonly string[], lines: readonly string[], body = BODY) =>
  run(['verify', '--format', format, ...named(names), ...lines.flatMap((line) => ['--header', line])], body);
const refused = (code: string) => ({ code: 1, out: [], errors: expect.stringContaining(`[${code}]`) });

beforeAll(() => {
  for (const secret of [NEW, OLD, OTHER]) isSecret(secret);
});

describe('hub-relay sign and verify', () => {
  it('hold for any text: what one prints, the other accepts, and no other body', async () => {
    const body = fc.string({ minLength: 1, unit: 'binary' }).map((text) => Buffer.from(text.toWellFormed()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ENDPOINT_FORMATS), body, fc.nat(), async (format, bytes, place) => {
        const lines = await sign(format, ['NEW'], bytes);
        expect(await verify(format, ['NEW'], lines, bytes)).toMatchObject({ code: 0 });
        const other = Buffer.from(bytes);
        other[place % other.length]! ^= 1;
        expect((await verify(format, ['NEW'], lines, other)).code).toBe(1);
        const more = Buffer.concat([bytes, Buffer.from('\n')]);
        expect(await verify(format, ['NEW'], lines, more)).toMatchObject(refused('signature-wrong'));
      }),
      { numRuns: 40 },
    );
  });

  it('hold for each character of the headers that are signed', async () => {
    for (const format of ENDPOINT_FORMATS) {
      const lines = await sign(format, ['NEW']);
      const isSigned = (line: string) => !/^x-github-(event|delivery):/.test(line);
      for (const [index, line] of lines.entries()) {
        if (!isSigned(line)) continue;
        for (let place = line.indexOf(':') + 2; place < line.length; place += 1) {
          const changed = line.slice(0, place) + (line[place] === '2' ? '3' : '2') + line.slice(place + 1);
          expect(await verify(format, ['NEW'], lines.with(index, changed)), changed).toMatchObject({
            code: 1,
            out: [],
          });
        }
        for (const tail of ['0', 'x', ',x', '.0'])
          expect(await verify(format, ['NEW'], lines.with(index, line + tail)), tail).toMatchObject({
            code: 1,
          });
        expect(await verify(format, ['NEW'], lines.toSpliced(index, 1))).toMatchObject(
          refused('signature-missing'),
        );
        expect(await verify(format, ['NEW'], [...lines, line])).toMatchObject(refused('signature-malformed'));
      }
    }
  });

  it('let one secret follow another', async () => {
    const both = await sign('standard', ['NEW', 'OLD']);
    for (const name of ['NEW', 'OLD'])
      expect((await verify('standard', [name], both)).out).toEqual([
        `valid: signed with the secret in ${name}`,
      ]);
    for (const format of ENDPOINT_FORMATS) {
      const old = await sign(format, ['OLD']);
      expect((await verify(format, ['NEW', 'OLD'], old)).out).toEqual([
        'valid: signed with the secret in OLD',
      ]);
      expect(await verify(format, ['NEW', 'OTHER'], old)).toMatchObject(refused('signature-wrong'));
    }
  });

  it('print and read what is named on the command line', async () => {
    const at = Math.floor(Date.now() / 1_000) - 200;
    const lines = await sign('standard', ['NEW'], BODY, '--id', 'msg_1', '--timestamp', String(at));
    expect(lines.slice(0, 2)).toEqual(['webhook-id: msg_1', `webhook-timestamp: ${at}`]);
    const shouted = lines.map((line) => line.replace(/^[^:]+:/, (name) => name.toUpperCase()));
    const others = ['Content-Type: application/json', 'Set-Cookie: a=1', 'Set-Cookie: b=2'];
    expect(await verify('standard', ['NEW'], [...others, ...shouted])).toMatchObject({ code: 0 });
    const github = await sign('github', ['NEW', 'OLD'], BODY, '--id', 'g-1', '--event', 'release');
    expect(github.slice(0, 2)).toEqual(['x-github-event: release', 'x-github-delivery: g-1']);
    expect(await verify('github', ['NEW'], github)).toMatchObject({ code: 0 });
  });

  it('default to the standard format, a new id, and now', async () => {
    const [first, second] = [
      await run(['sign', '--secret-env', 'NEW'], BODY),
      await sign('standard', ['NEW']),
    ];
    expect(first.out[0]).toMatch(/^webhook-id: [0-9a-f-]{36}$/);
    expect(first.out[0]).not.toBe(second[0]);
    expect((await sign('github', ['NEW']))[0]).toBe('x-github-event: push');
  });

  it('accept five minutes either way, and say both times beyond', async () => {
    for (const [seconds, code] of [
      [-290, 0],
      [290, 0],
      [-310, 1],
      [310, 1],
    ] as const) {
      const at = Math.floor(Date.now() / 1_000) + seconds;
      const lines = await sign('standard', ['NEW'], BODY, '--timestamp', String(at));
      const found = await verify('standard', ['NEW'], lines);
      expect(found.code, `${seconds} s`).toBe(code);
      if (code === 0) continue;
      expect(found).toMatchObject(refused('signature-expired'));
      expect(found.errors).toContain(`It says ${new Date(at * 1_000).toISOString()}; here it is `);
    }
  });

  it.each([
    ['nothing piped in', undefined],
    ['an empty body', Buffer.from('')],
    ['what is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['half a character', Buffer.from('ü').subarray(0, 1)],
    ['more than 25 MB', Buffer.alloc(25 * 1024 * 1024 + 1, 'x')],
  ])('refuse %s', async (_, body) => {
    expect(await run(['sign', '--secret-env', 'NEW'], body)).toMatchObject(refused('body-unusable'));
    const headers = await sign('standard', ['NEW']);
    const args = ['verify', '--secret-env', 'NEW', ...headers.flatMap((line) => ['--header', line])];
    expect(await run(args, body)).toMatchObject(refused('body-unusable'));
  });

  it.each<readonly [string, readonly string[]]>([
    ['none', []],
    ['one that is not set', ['--secret-env', 'NOT_SET']],
    ['one that every object has', ['--secret-env', 'constructor']],
    ['an empty one', ['--secret-env', 'EMPTY']],
    ['one of the wrong form', ['--secret-env', 'SHORT']],
    ['a good one and one of the wrong form', ['--secret-env', 'NEW', 'SHORT']],
    ['the secret itself where its name belongs', ['--secret-env', NEW]],
    ['the secret behind its name', ['--secret-env', 'NEW', NEW]],
  ])('refuse as the secret: %s, and repeat none', async (_, args) => {
    for (const command of ['sign', 'verify'])
      expect(await run([command, ...args], BODY)).toMatchObject(refused('secret-unusable'));
  });

  it('repeat no secret that stands where none belongs', async () => {
    for (const args of [[NEW], [`--secret=${NEW}`], ['--secret', NEW], ['--secret-env', 'NEW', '--', NEW]])
      for (const command of ['sign', 'verify'])
        expect((await run([command, ...args], BODY)).errors).toMatch(
          /^error: (unknown option '--secret'|too many arguments for '\w+'\. Expected 0 arguments but got \d\.)/,
        );
  });

  it.each([
    ['--id', 'a.1'],
    ['--id', 'a\nwebhook-id: b'],
    ['--id', ''],
    ['--event', 'a b'],
    ['--timestamp', '1.5'],
    ['--timestamp', '-1'],
    ['--timestamp', '9'.repeat(20)],
    ['--format', 'other'],
  ])('take no %s %j', async (option, value) => {
    const { code, out, errors } = await run(['sign', '--secret-env', 'NEW', option, value], BODY);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(errors).toContain(`option '${option}`);
  });

  it.each([
    ['no colon', 'webhook-id'],
    ['no name', ': x'],
    ['a name with a space', 'webhook id: x'],
    ['a line break within', 'a: b\nc: d'],
  ])('take no header with %s', async (_, line) => {
    expect(await verify('standard', ['NEW'], [line])).toMatchObject(refused('signature-malformed'));
  });

  it('say which headers are missing', async () => {
    expect((await verify('standard', ['NEW'], ['webhook-id: 1'])).errors).toContain(
      'Not given: webhook-timestamp, webhook-signature.',
    );
    const lines = await sign('standard', ['NEW']);
    expect((await verify('github', ['NEW'], lines)).errors).toContain('Not given: x-hub-signature-256.');
  });
});
