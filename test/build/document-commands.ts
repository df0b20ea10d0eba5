import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { runCommand } from '../../src/cli/program.ts';
import { openStore } from '../../src/store/open-store.ts';
import { FakeTerminal } from '../fakes/fake-terminal.ts';
import { type Answer, type Call, type StandIn } from './document-shell.ts';
import { type DocumentWorld } from './document-world.ts';
import { RelayProcess } from './process.ts';
import { until } from './until.ts';

const CHECKOUT = process.cwd();

/** Programs that no test can run, or may not, and what is looked at instead. */
export const STAND_INS: Readonly<Record<string, string>> = {
  'hub-relay': 'this checkout, in the process of the test',
  npm: 'its scripts are in package.json; `start`, `dev` and `demo` are run',
  npx: 'only `hub-relay`, which is run, and what this checkout brings',
  git: '`clone` gives a copy of this checkout; what would reach a server is not run',
  docker: 'needs a daemon; files that it is given must be there, and what it runs of ours is run here',
  systemctl: 'needs systemd',
  journalctl: 'needs systemd',
  'systemd-analyze': 'needs systemd',
  useradd: 'would make a user of this machine',
  install: 'would write to the system',
  psql: 'needs the database of a company',
  pg_dump: 'needs the database of a company',
  pg_restore: 'needs the database of a company',
  createdb: 'needs the database of a company',
  flyctl: 'needs an account',
  fly: 'needs an account',
  helm: 'needs a cluster',
  kubectl: 'needs a cluster; files that it is given must be there, and what it runs of ours is run here',
  gh: 'needs an account',
  aws: 'needs an account',
  ngrok: 'needs an account',
  cloudflared: 'needs an account',
};

const COMMANDS =
  /^(start|dev|demo|doctor|status|notifications|events|hubs|tail|audit|recover|dashboard|validate|explain|init|simulate|migrate|backup|send|hooks|sign|verify|schema)$/;

/** They are what CI itself does, or take minutes. */
const CI_SCRIPTS = /^(test|check|format|build|generate|fuzz|bench|simulate-scale)(:|$)/;

/** They go on until they are interrupted. What each says when it is at work. */
const LONG: readonly (readonly [(args: readonly string[]) => boolean, RegExp])[] = [
  [([name]) => name === 'start' || name === 'dev', /takes webhooks at|to register|set.?up page/i],
  [([name]) => name === 'tail', /./],
  [([name, ...rest]) => name === 'audit' && rest.includes('--follow'), /./],
];

/** Answers for all of `STAND_INS`. */
export class DocumentCommands {
  readonly #world: DocumentWorld;
  /** What a command that goes on must say, by the block that shows its output; then it is interrupted. */
  shown: string | undefined;

  constructor(world: DocumentWorld) {
    this.#world = world;
  }

  readonly answer: StandIn = (call) => {
    const { program, args } = call;
    if (program === 'hub-relay') return this.#ours(args, call);
    if (program === 'npx') return this.#npx(args, call);
    if (program === 'npm') return this.#npm(args, call);
    if (program === 'git') return Promise.resolve(git(call));
    return this.#recorded(call);
  };

  async #npx(args: readonly string[], call: Call): Promise<Answer> {
    const [name = '', ...rest] = args.filter((arg) => arg !== '--yes' && arg !== '-y');
    if (/^hub-relay(@[\w.]+)?$/.test(name)) return this.#ours(rest, call);
    if (!existsSync(join(CHECKOUT, 'node_modules/.bin', name))) return failed(`npx: there is no ${name}`);
    return missing(
      rest.filter((arg) => /^(test|src|docs)\//.test(arg)),
      CHECKOUT,
    );
  }

  async #npm([name = '', ...rest]: readonly string[], call: Call): Promise<Answer> {
    if (['ci', 'install', 'i', 'pack', 'version', 'login', 'publish'].includes(name)) return { code: 0 };
    const script = name === 'run' ? (rest[0] ?? '') : name;
    const own = rest.filter((arg) => arg !== script && arg !== '--');
    const { scripts } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const line = scripts[script];
    if (line === undefined) return failed(`npm: there is no script ${script}`);
    const command = /(?:main\.ts|hub-relay\.js) (\w+)$/.exec(line)?.[1];
    if (command !== undefined) return this.#ours([command, ...own], call);
    return CI_SCRIPTS.test(script)
      ? { code: 0 }
      : failed(`npm: this test does not know what ${script} would do`);
  }

  #ours(args: readonly string[], call: Call): Promise<Answer> {
    const long = LONG.find(([isIt]) => isIt(args));
    if (long) return this.#until(args, long[1], call);
    return args[0] === 'send' ? this.#send(args, call) : runHere(args, call);
  }

  /** It works where no server does. */
  async #send(args: readonly string[], call: Call): Promise<Answer> {
    const databaseUrl = this.#world.otherDatabase;
    await (await openStore(databaseUrl)).close();
    return runHere(args, { ...call, env: { ...call.env, DATABASE_URL: databaseUrl } });
  }

  async #until(args: readonly string[], ready: RegExp, call: Call): Promise<Answer> {
    const changes = ['start', 'dev'].includes(args[0] ?? '')
      ? {
          PORT: '0',
          NO_SMEE_SETUP: 'true',
          DATABASE_URL: this.#world.otherDatabase,
        }
      : {};
    const relay = new RelayProcess(args, { ...call.env, PATH: process.env.PATH ?? '', ...changes }, call.cwd);
    await until(async () => {
      // Whatever follows the record has something to tell.
      if (!['start', 'dev'].includes(args[0] ?? ''))
        await this.#world.stage.sandbox.push('acme/app', { files: { modified: ['docs/a.adoc'] } });
      if (relay.child.exitCode !== null) return;
      const seen = this.shown === undefined ? ready.test(relay.text) : alike(relay.text, this.shown);
      if (!seen) throw new Error(`it says nothing like ${this.shown ?? String(ready)}, but:\n${relay.text}`);
    });
    // Without a code it ended by the signal itself, which may come before it is ready to end in good order.
    const code = relay.child.exitCode ?? (await relay.kill('SIGINT')) ?? 0;
    return { code, out: relay.text };
  }

  /** What others are asked to run of ours is run here; files that they are given must be there. */
  async #recorded(call: Call): Promise<Answer> {
    const { args, cwd } = call;
    const at = args.findLastIndex(
      (arg, index) => /^(hub-relay|.*\/main\.[jt]s)$/.test(arg) && COMMANDS.test(args[index + 1] ?? ''),
    );
    if (at !== -1) return this.#ours(args.slice(at + 1), call);
    const files = args.flatMap((arg, index) => {
      if (/^(-f|--file|--env-file|--values|--config|--filename)$/.test(arg)) return args[index + 1] ?? [];
      return /^(?:--[\w-]+=)?(\.\/[^:=]+)/.exec(arg)?.[1] ?? [];
    });
    return missing(
      files.filter((file) => file !== '-'),
      cwd,
    );
  }
}

/** One of our commands, as `hub-relay` would be run there, in this process. */
export const runHere = async (args: readonly string[], { cwd, env, input }: Call): Promise<Answer> => {
  const file = join(cwd, '.env');
  const kept = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const terminal = new FakeTerminal(undefined, input && [input]);
  process.chdir(cwd);
  try {
    const code = await runCommand(['node', 'hub-relay', ...args], { ...kept, ...env }, terminal);
    return { code, out: joined(terminal.written), err: joined(terminal.errors) };
  } finally {
    process.chdir(CHECKOUT);
  }
};

/** As a person works with it; what would reach a server is not done. */
const git = ({ args: given, cwd: from }: Call): Answer => {
  const [cwd, args] = given[0] === '-C' ? [resolve(from, given[1] ?? ''), given.slice(2)] : [from, given];
  const [name = ''] = args;
  if (name === 'clone') {
    const [url = '', folder] = args.slice(1).filter((arg) => !arg.startsWith('-'));
    const target = resolve(cwd, folder ?? url.replaceAll(/^.*\/|\.git$/g, ''));
    if (/\/hub-relay(\.git)?$/.test(url)) copyCheckout(target);
    else cloneEmpty(url, target);
    return { code: 0 };
  }
  if (name === 'add')
    return missing(
      args.slice(1).filter((arg) => !arg.startsWith('-')),
      cwd,
    );
  return ['push', 'pull', 'fetch', 'init', 'commit', 'switch', 'checkout', 'tag'].includes(name)
    ? { code: 0 }
    : failed(`git: ${name} is not known to this test`);
};

/** What tells programs where a clone came from. */
const cloneEmpty = (url: string, folder: string): void => {
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, '.git/config'), `[remote "origin"]\n\turl = ${url}\n`);
};

/** What a reader has after `git clone`, but for what would take long to copy. */
export const copyCheckout = (folder: string): void => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    cwd: CHECKOUT,
  })
    .split('\n')
    .filter((path) => path !== '' && !/^(src|test|docs|\.ci)\/|^package-lock/.test(path));
  for (const path of files.filter((each) => existsSync(join(CHECKOUT, each)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(CHECKOUT, path), join(folder, path));
  }
  rmSync(join(folder, '.git'), { recursive: true, force: true });
};

const missing = (files: readonly string[], cwd: string): Answer => {
  const absent = files.filter((file) => !existsSync(resolve(cwd, file)));
  return absent.length === 0 ? { code: 0 } : failed(`there is no ${absent.join(', ')}`);
};

const failed = (err: string): Answer => ({ code: 1, err: `${err}\n` });

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Whether a text says what a document shows: numbers, ids and times may differ, `…` stands for anything. */
export const alike = (text: string, shown: string): boolean => {
  const words = (line: string): string =>
    line
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[\d.:]+/g, '#')
      .replaceAll(/\s+/g, ' ')
      .trim();
  const said = text.split('\n').map(words);
  return shown
    .split('\n')
    .map(words)
    .filter((line) => line !== '' && line !== '…')
    .every((line) => {
      const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
      const pattern = new RegExp(`^${parts.join('.*')}$`);
      return said.some((each) => pattern.test(each));
    });
};
