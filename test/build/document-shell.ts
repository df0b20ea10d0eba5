import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a program was called with; whoever stands in for it answers with its exit code and what it printed. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input: Buffer | undefined;
}

export interface Answer {
  readonly code: number;
  readonly out?: string;
  readonly err?: string;
}

export type StandIn = (call: Call) => Promise<Answer>;

/** Programs that every machine has, as they are. All others are stand-ins, or not found. */
const REAL =
  'base64 basename bash cat chmod cp curl cut date diff dirname env find grep head jq ls mkdir mktemp mv openssl printf readlink rm sed seq sh sha256sum sleep sort stat tail tar tee touch tr uniq wc xargs'.split(
    ' ',
  );

/** Reads the call into a folder, tells this process of it, and prints what that put there. */
const ASK = `#!/bin/bash
call=$(mktemp -d "$DOCUMENT_CALLS/XXXXXX")
printf '%s\\0' "\${0##*/}" "$@" > "$call/args"
env -0 > "$call/env"
pwd > "$call/cwd"
if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then cat > "$call/input"; fi
exec 9<>"/dev/tcp/127.0.0.1/$DOCUMENT_PORT"
echo "$call" >&9
read -r code <&9
cat "$call/out"
cat "$call/err" >&2
exit "$code"
`;

/** As root, as another user, or with other variables: here it is all the same. */
const SUDO = `#!/bin/bash
while [ $# -gt 0 ]; do
  case "$1" in
    -u|-g) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec "$@"
`;

const DRIVER = `
while IFS= read -r -u 3 file; do
  eval "$(<"$file")" </dev/null >"$file.out" 2>"$file.err"
  echo $? >&4
done
`;

/** One bash in a folder of its own, in which a document's commands run one after the other, as its reader types them. */
export class DocumentShell {
  readonly #home = mkdtempSync(join(tmpdir(), 'hub-relay-document-'));
  /** With room beside it, for the clones of other repositories. */
  readonly folder = join(this.#home, 'hub-relay');
  readonly #calls = mkdtempSync(join(tmpdir(), 'hub-relay-calls-'));
  readonly #server: Server;
  readonly #bash: ChildProcess;
  #statements = 0;

  private constructor(server: Server, env: Readonly<Record<string, string>>, standIns: readonly string[]) {
    this.#server = server;
    mkdirSync(this.folder);
    const programs = join(this.#calls, 'bin');
    mkdirSync(programs);
    for (const name of REAL) {
      const found = whereIs(name);
      if (found !== undefined) symlinkSync(found, join(programs, name));
    }
    symlinkSync(process.execPath, join(programs, 'node'));
    const write = (name: string, text: string): void => {
      writeFileSync(join(programs, name), text);
      chmodSync(join(programs, name), 0o755);
    };
    for (const name of standIns) write(name, ASK);
    write('sudo', SUDO);
    this.#bash = spawn('/bin/bash', ['--norc', '-c', DRIVER], {
      cwd: this.folder,
      env: {
        ...env,
        PATH: programs,
        HOME: this.#home,
        TMPDIR: this.#calls,
        DOCUMENT_CALLS: this.#calls,
        DOCUMENT_PORT: String((server.address() as AddressInfo).port),
      },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** `standIns` are the names for which `answer` answers. */
  static async open(
    env: Readonly<Record<string, string>>,
    standIns: readonly string[],
    answer: StandIn,
  ): Promise<DocumentShell> {
    const server = createServer((socket) => {
      socket.once('data', (data) => void answerTo(data.toString().trim(), socket, answer));
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DocumentShell(server, env, standIns);
  }

  /** What it printed, both kinds, and how it ended. Variables, functions and the folder stay for the next one. */
  async run(statement: string): Promise<{ readonly code: number; readonly text: string }> {
    const file = join(this.#calls, `statement-${(this.#statements += 1)}`);
    writeFileSync(file, statement);
    const [, , , into, from] = this.#bash.stdio;
    const ended = once(from!, 'data') as Promise<[Buffer]>;
    (into as NodeJS.WritableStream).write(`${file}\n`);
    const [data] = await ended;
    const text = readFileSync(`${file}.out`, 'utf8') + readFileSync(`${file}.err`, 'utf8');
    return { code: Number(data.toString()), text };
  }

  close(): void {
    this.#server.close();
    try {
      // With what it left in the background.
      process.kill(-this.#bash.pid!, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
    rmSync(this.#home, { recursive: true, force: true });
    rmSync(this.#calls, { recursive: true, force: true });
  }
}

const answerTo = async (folder: string, socket: Socket, answer: StandIn): Promise<void> => {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const [program = '', ...args] = read('args').split('\0').slice(0, -1);
  const input = join(folder, 'input');
  const call: Call = {
    program,
    args,
    env: Object.fromEntries(
      read('env')
        .split('\0')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    cwd: read('cwd').trimEnd(),
    input: existsSync(input) ? readFileSync(input) : undefined,
  };
  const {
    code,
    out = '',
    err = '',
  } = await answer(call).catch((error: unknown) => ({
    code: 1,
    out: '',
    err: String(error instanceof Error ? (error.stack ?? error) : error),
  }));
  writeFileSync(join(folder, 'out'), out);
  writeFileSync(join(folder, 'err'), err);
  socket.end(`${code}\n`);
};

const whereIs = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
