import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { installGithubApp } from './app-site.ts';
import { runHere } from './document-commands.ts';
import { type Answer, type Call, DocumentShell } from './document-shell.ts';
import { RelayProcess, runRelay } from './process.ts';
import { register } from './set-up.ts';
import { type Step } from './shell-steps.ts';
import { until } from './until.ts';
import { locationOf, Visitor } from './visitor.ts';

/** Somebody who follows the README with a GitHub and a browser, and no App yet. */
export class FirstSteps {
  readonly #sandbox: Sandbox;
  readonly #shell: DocumentShell;
  readonly #program: string | undefined;
  #relay: RelayProcess | undefined;

  private constructor(sandbox: Sandbox, shell: DocumentShell, program?: string) {
    this.#sandbox = sandbox;
    this.#shell = shell;
    this.#program = program;
  }

  /** With `program`, that of an installed package is what `npx hub-relay` runs, each time as a process of its own. */
  static async begin(sandbox: Sandbox, program?: string): Promise<FirstSteps> {
    const begun: { person?: FirstSteps } = {};
    const env = {
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      GH_ORG: 'acme',
      HOST: 'localhost',
      PORT: '0',
    };
    const shell = await DocumentShell.open(env, ['npx', 'git'], (call) => begun.person!.#answer(call));
    begun.person = new FirstSteps(sandbox, shell, program);
    return begun.person;
  }

  /** What is typed; the server goes on in the first terminal. */
  async type({ text, code }: Step): Promise<string> {
    const ended = await this.#shell.run(text);
    if (ended.code !== code) throw new Error(`${text}\nended with ${ended.code}:\n${ended.text}`);
    return ended.text;
  }

  /** What is clicked: "Register GitHub App", "Create GitHub App", and "Install" for an owner. */
  async click(owner: string): Promise<void> {
    const [, port = ''] = await this.#says(/Listening on http:\/\/localhost:(\d+)/);
    const visitor = new Visitor(`http://localhost:${port}`);
    const back = await visitor.get(await register(visitor));
    if (locationOf(back) !== '/probot/success') throw new Error(await back.text());
    await this.#says(/takes webhooks at/);
    const page = await until(async () => {
      const text = await (await visitor.get('/probot/success')).text();
      if (!text.includes('/installations/new')) throw new Error(text);
      return text;
    });
    const link = /http:\/\/[^"\s]+\/installations\/new/.exec(page)![0];
    await visitor.get(await installGithubApp(link, owner));
  }

  #says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(() => {
      const found = pattern.exec(this.#relay?.text ?? '');
      if (!found) throw new Error(`it does not say ${String(pattern)}, but:\n${this.#relay?.text ?? ''}`);
      return found;
    });
  }

  /** The texts of all files in a folder beside the one in which they began. */
  read(folder: string): readonly string[] {
    const place = join(this.#shell.folder, folder);
    return readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8'));
  }

  async end(): Promise<number | null> {
    const code = (await this.#relay?.kill('SIGTERM')) ?? null;
    this.#shell.close();
    return code;
  }

  readonly #answer = async (call: Call): Promise<Answer> => {
    if (call.program === 'git') return this.#git(call);
    const [name, ...args] = call.args;
    if (name !== 'hub-relay') return { code: 1, err: `npx ${name} is not of this path\n` };
    const env = { ...call.env, PATH: process.env.PATH };
    if (args[0] !== 'start') {
      if (this.#program === undefined) return runHere(args, call);
      const { code, text } = await runRelay(args, env, call.cwd, this.#program);
      return { code: code ?? 1, out: text };
    }
    this.#relay = new RelayProcess(args, env, call.cwd, this.#program);
    await this.#says(/Listening on/);
    return { code: 0 };
  };

  /** `clone`, `add`, `commit` and `push`: by what is in the folder, which GitHub gets with the push. */
  async #git({ args, cwd }: Call): Promise<Answer> {
    if (args[0] === 'clone') {
      const [, url = '', folder = ''] = args;
      const git = join(resolve(cwd, folder), '.git');
      mkdirSync(join(git, 'refs/remotes/origin'), { recursive: true });
      writeFileSync(join(git, 'config'), `[remote "origin"]\n\turl = ${url}\n`);
      return { code: 0 };
    }
    const [flag, place = '', name, ...rest] = args;
    const folder = resolve(cwd, place);
    const [, repository] = /github\.com\/(\S+)/.exec(readFileSync(join(folder, '.git/config'), 'utf8')) ?? [];
    if (flag !== '-C' || repository === undefined) return { code: 1, err: `git ${args.join(' ')}\n` };
    const staged = join(folder, '.git/staged');
    if (name === 'add') {
      const absent = rest.filter((path) => !existsSync(join(folder, path)));
      if (absent.length > 0) return { code: 128, err: `git: there is no ${absent.join(', ')}\n` };
      writeFileSync(staged, rest.join('\n'));
    } else if (name === 'push') {
      for (const path of readFileSync(staged, 'utf8').split('\n')) await this.#push(repository, folder, path);
      rmSync(staged);
    } else if (name !== 'commit') return { code: 1, err: `git ${name} is not of this path\n` };
    return { code: 0 };
  }

  async #push(repository: string, folder: string, path: string): Promise<void> {
    for (const entry of readdirSync(join(folder, path), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      await this.#sandbox.putFile(repository, file.slice(folder.length + 1), readFileSync(file, 'utf8'));
    }
  }
}
