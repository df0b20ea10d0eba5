import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../../src/cli/program.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';

const FILE = '.github/hub-relay.yml';
const WORKFLOW = '.github/workflows/hub-relay.yml';

/** Somebody who gives these answers, one after the other, and then goes away. */
class Guided extends FakeTerminal {
  override readonly ask: (question: string) => Promise<string>;

  constructor(answers: readonly string[]) {
    super();
    const left = [...answers];
    this.ask = (question) => {
      this.questions.push(question);
      return Promise.resolve(left.shift() ?? '');
    };
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-relay-init-'));
  put('.git/config', '[remote "origin"]\n\turl = https://ada:t0ken@ghe.example.com/acme/app.git\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const config = () => parseConfig(read(FILE)).config;

const init = async (
  line: string,
  { terminal = new FakeTerminal(), env = {}, dir = folder }: { terminal?: FakeTerminal; env?: object; dir?: string } = {},
): Promise<{ code: number; out: string; err: string }> => {
  const args = line === '' ? [] : line.split(' ');
  const code = await runCommand(['node', 'hub-relay', 'init', '--dir', dir, ...args], env as Record<string, string>, terminal);
  expect(terminal.text + terminal.errors.join()).not.toContain('t0ken');
  return { code, out: terminal.text, err: terminal.errors.join('\n') };
}; // prettier-ignore

describe('hub-relay init, by flags', () => {
  it('writes the file of a spoke, and says what is next', async () => {
    const { code, out } = await init('--notify acme/docs --notify other/site --on push,release --branches main,rel/** --paths docs/** --event-type changed');
    expect(code).toBe(0);
    const route = {
      on: { push: { branches: ['main', 'rel/**'], paths: ['docs/**'] }, release: { types: ['published'] } },
      'event-type': 'changed',
    };
    expect(config()).toEqual({ notify: [{ ...route, hub: 'acme/docs' }, { ...route, hub: 'other/site' }] });
    expect(out).toContain(`wrote ${FILE}`);
    expect(out).toContain('hub-relay init --hub --accept acme/app');
    expect(existsSync(join(folder, WORKFLOW))).toBe(false);
  }); // prettier-ignore

  it('writes the files of a hub for all repositories of its owner', async () => {
    const { code, out } = await init('--hub');
    expect([code, config()]).toEqual([0, { accept: [{ from: ['acme/*'] }] }]);
    expect(parse(read(WORKFLOW))).toMatchObject({ on: { repository_dispatch: { types: ['push'] } } });
    expect(out).toContain('hub-relay init --spoke --notify acme/app');
  });

  it.each([
    ['--subscribe', { subscribe: [{ from: ['acme/*', '!acme/app'], on: { push: { branches: ['main'] } } }] }],
    ['--subscribe other/lib --on issues', { subscribe: [{ from: ['other/lib'], on: { issues: { types: ['opened'] } } }] }],
    ['--accept a/b,c/* --subscribe d/*,!d/x --subscribe e/f', { accept: [{ from: ['a/b', 'c/*'] }], subscribe: [{ from: ['d/*', '!d/x', 'e/f'], on: { push: { branches: ['main'] } } }] }],
    ['--accept a/b --event-type x', { accept: [{ from: ['a/b'], 'event-types': ['x'] }] }],
    ['--accept a/b --subscribe --branches **', { accept: [{ from: ['a/b'] }], subscribe: [{ from: ['a/b'], on: { push: { branches: ['**'] } } }] }],
  ])('writes for a hub that says %s what it means', async (flags, expected) => {
    expect((await init(flags)).code).toBe(0);
    expect(config()).toEqual(expected);
  }); // prettier-ignore

  it('takes the default branch that git knows', async () => {
    put('.git/refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/trunk/next\n');
    await init('--notify acme/docs');
    expect(config()?.notify?.[0]?.on).toEqual({ push: { branches: ['trunk/next'] } });
  });

  it('finds the remote also where .git is a file, as in a second worktree', async () => {
    put('tree/.git', `gitdir: ${join(folder, '.git/worktrees/tree')}\n`);
    put('.git/worktrees/tree/commondir', '../..\n');
    expect((await init('--hub', { dir: join(folder, 'tree') })).out).toContain('Next, for acme/app');
  });

  it('says so where GitHub would not look at the place', async () => {
    put('docs/x', '');
    const { err } = await init('--hub --dry-run', { dir: join(folder, 'docs') });
    expect(err).toContain(`The top of this repository is ${folder}`);
  });

  it.each([
    ['', {}, 'cdn.jsdelivr.net/npm/hub-relay@'],
    ['', { PUBLIC_URL: 'https://relay.example.com' }, 'https://relay.example.com/schema/hub-relay.json'],
    ['', { PUBLIC_URL: 'http://localhost:3000' }, 'cdn.jsdelivr.net/npm/hub-relay@'],
    [' --server https://other.example', { PUBLIC_URL: 'https://relay.example.com' }, 'https://other.example/schema/hub-relay.json'],
  ])('names a schema that everybody can read (%s, %j)', async (flags, env, url) => {
    await init(`--notify acme/docs${flags}`, { env });
    expect(read(FILE).split('\n')[0]).toContain(`$schema=${url.startsWith('https') ? '' : 'https://'}${url}`);
  }); // prettier-ignore
});

describe('hub-relay init, where it cannot', () => {
  it.each([
    ['', 'init-undecided'],
    ['--spoke', 'init-undecided'],
    ['--notify acme/* ', 'init-unusable'],
    ['--notify acme/docs --accept acme/*', 'init-unusable'],
    ['--notify acme/docs,Acme/App', 'acme/app itself'],
    ['--hub --paths docs/**', 'init-unusable'],
    ['--notify acme/docs --on release --branches main', 'init-unusable'],
    ['--notify acme/docs --branches [', 'init-unusable'],
    ['--notify acme/docs --on pushed', 'push,pull_request'],
    ['--notify acme/docs --server relay', 'https://relay.example.com'],
    ['--hub --dir none', 'file-unreadable'],
  ])('says so and writes nothing: %s', async (flags, said) => {
    const { code, err } = await init(flags.trim());
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(readdirSync(folder)).toEqual(['.git']);
  });

  it('needs the owner of a hub, or its spokes', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    expect((await init('--hub')).err).toContain('init-undecided');
    expect((await init('--hub --accept acme/*')).code).toBe(0);
  });

  it('overwrites nothing, and shows what would change', async () => {
    put(FILE, '# mine\u001b[2J\naccept: []\n');
    const { code, out, err } = await init('--hub');
    expect([code, err]).toEqual([1, expect.stringContaining('init-exists')]);
    expect(out).toContain('- # mine\\u001b[2J\n- accept: []\n+ # yaml-language-server');
    expect(existsSync(join(folder, WORKFLOW))).toBe(false);
    expect((await init('--hub --force')).code).toBe(0);
    expect(config()?.accept).toHaveLength(1);
  });

  it('leaves alone what is so already, and writes what is missing', async () => {
    await init('--hub');
    rmSync(join(folder, WORKFLOW));
    expect((await init('--hub')).out).toContain(`${FILE} is so already\nwrote ${WORKFLOW}`);
  });

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const { code, out } = await init('--hub --dry-run');
    expect([code, readdirSync(folder)]).toEqual([0, ['.git']]);
    expect(out).toContain(`${WORKFLOW}, a new file:\n`);
    expect(out).toContain('  run-name: ${{ github.event.client_payload.relay.id }}');
  });

  it('says which file it cannot read or write', async () => {
    put('.github', 'a file where a directory should be');
    const { code, err } = await init('--hub');
    expect([code, err]).toEqual([1, expect.stringMatching(/hub-relay\.yml: ENOTDIR\.[^]*file-unreadable/)]);
  });
});

describe('hub-relay init, in a terminal', () => {
  it('asks for a spoke what it needs, and shows the file before it is written', async () => {
    const terminal = new Guided(['', 'acme/docs', 'push, release', '', 'docs/**', 'y']);
    const { code, out } = await init('', { terminal });
    expect([code, terminal.questions]).toEqual([0, [
      'Is acme/app a spoke, which tells others, or a hub, which is told? [spoke]',
      'Which hub is to be told, such as acme/docs?',
      'Of which events: push, pull_request, issues, release, workflow_run? [push]',
      'On which branches, such as main, release/**? [main]',
      'Only where one of these files changed, such as docs/**? [any]',
      'Write this? [y/N]',
    ]]);
    expect(out.indexOf('a new file')).toBeLessThan(out.indexOf('wrote'));
    expect(config()?.notify?.[0]).toEqual({
      hub: 'acme/docs',
      on: { push: { branches: ['main'], paths: ['docs/**'] }, release: { types: ['published'] } },
    });
  }); // prettier-ignore

  it('asks for a hub who says what it is told of', async () => {
    await init('', { terminal: new Guided(['hub', '', 'hub', '', '', '', 'yes']) });
    expect(config()?.subscribe?.[0]?.from).toEqual(['acme/*', '!acme/app']);
    await init('--force', { terminal: new Guided(['hub', 'acme/x, acme/y', '', '', 'yes']) });
    expect(config()).toEqual({ accept: [{ from: ['acme/x', 'acme/y'] }] });
  });

  it('says what is wrong with an answer, and asks again', async () => {
    const terminal = new Guided([
      'both',
      'spoke',
      'acme',
      'acme/docs',
      'pushes',
      'push',
      '[',
      'main',
      '',
      'y',
    ]);
    expect((await init('', { terminal })).code).toBe(0);
    expect(terminal.errors).toEqual([
      'Write spoke or hub.',
      expect.stringContaining('owner/name'),
      expect.stringContaining('Write some of push'),
      expect.stringContaining('"["'),
    ]);
  });

  it('asks only for what the flags leave open', async () => {
    const terminal = new Guided(['acme/docs']);
    expect((await init('--spoke --on release', { terminal })).code).toBe(0);
    expect(terminal.questions).toHaveLength(1);
  });

  it('writes nothing when whoever was asked went away', async () => {
    expect((await init('', { terminal: new Guided([]) })).err).toContain('init-undecided');
    const { code, err } = await init('', { terminal: new Guided(['hub']) });
    expect([code, err, readdirSync(folder)]).toEqual([1, 'Nothing was written.', ['.git']]);
  });

  it('leaves a file alone that somebody else wrote while it asked', async () => {
    const terminal = new Guided(['hub', '', '', '', 'y']);
    const answer = terminal.ask;
    const ask = async (question: string): Promise<string> => {
      if (question.startsWith('Write this')) put(FILE, '# theirs\n');
      return answer(question);
    };
    const { code, err } = await init('', { terminal: Object.assign(terminal, { ask }) });
    expect([code, err, read(FILE)]).toEqual([1, expect.stringContaining('EEXIST'), '# theirs\n']);
  });

  it('gives up on answers that are never right', async () => {
    const { code, err } = await init('', { terminal: new Guided(Array<string>(20).fill('x')) });
    expect([code, err]).toEqual([1, expect.stringContaining('init-undecided')]);
  });
});
