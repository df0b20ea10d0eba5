import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Copy, DockerfileParser, type Property } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings.ts';

/** There is no Docker where these tests run: what a build would trip over is read from the file. */
const dockerfile = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8'));
const instructions = dockerfile.getInstructions();
const final = instructions.slice(instructions.findLastIndex((each) => each.getKeyword() === 'FROM'));
const named = (keyword: string, among = final) => among.filter((each) => each.getKeyword() === keyword);
const argumentsOf = (keyword: string): readonly string[] =>
  named(keyword).map((each) => each.getArgumentsContent() ?? '');

const copies = dockerfile.getCOPYs();
const sourcesOf = (copy: Copy): readonly string[] =>
  copy
    .getArguments()
    .slice(0, -1)
    .map((argument) => argument.getValue());
const isFrom = (copy: Copy): boolean => copy.getFlags().some((flag) => flag.getName() === 'from');

const ignored = (path: string): boolean => {
  let isIgnored = false;
  for (const line of readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean)) {
    const pattern = line.replace(/^!/, '');
    if (!line.startsWith('#') && (pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)))
      isIgnored = !line.startsWith('!');
  }
  return isIgnored;
};

const filesBelow = (path: string): readonly string[] =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));

describe('the image', () => {
  it('is built from what is in the checkout, and of that sees nothing else', () => {
    const sources = copies.filter((copy) => !isFrom(copy)).flatMap(sourcesOf);
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
    expect(sources.flatMap(filesBelow).filter(ignored)).toEqual([]);
    for (const path of ['.env', '.git/config', 'data/hub-relay.db', 'key.pem', 'node_modules/a', 'test/a'])
      expect(ignored(path), path).toBe(true);
  });

  it('takes from its first stages what these have made', () => {
    const from = copies.filter(isFrom).map((copy) => [copy.getFlags()[0]!.getValue(), sourcesOf(copy)[0]]);
    expect(from).toEqual([
      ['dependencies', '/build/node_modules'],
      ['build', '/build/dist'],
    ]);
  });

  it('holds all that the package does and the program reads', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
    const start = final[0]!.getRange().start.line;
    const last = copies.filter((copy) => copy.getRange().start.line > start);
    const there = last.flatMap(sourcesOf).map((path) => path.replace('/build/', ''));
    const forReaders = /^!|\.(d\.ts|md|svg|example)$|^(deploy|examples)$/;
    const needed = files.filter((path) => !forReaders.test(path));
    expect(
      [...needed, 'bin', 'package.json', 'node_modules'].filter((path) => !there.includes(path)),
    ).toEqual([]);
  });

  it('rests on a Node.js that is new enough, by its tag', () => {
    const bases = dockerfile.getFROMs().map((from) => from.getImage());
    expect(new Set(bases)).toEqual(new Set(['node:24-slim']));
  });

  it('runs none of the install scripts of its dependencies, and brings no tools for development', () => {
    const installs = named('RUN', instructions)
      .map((each) => each.getArgumentsContent()!)
      .filter((command) => command.includes('npm ci'));
    expect(installs.every((command) => command.includes('--ignore-scripts'))).toBe(true);
    expect(installs.filter((command) => command.includes('--omit=dev'))).toHaveLength(1);
    expect(argumentsOf('RUN').join()).not.toContain('npm ci');
  });

  it('is not root, is stopped by SIGTERM, and keeps what it has on one volume', () => {
    expect(argumentsOf('USER')).toEqual(['1000:1000']);
    expect(argumentsOf('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(argumentsOf('VOLUME')).toEqual(['/data']);
    expect(argumentsOf('EXPOSE')).toEqual(['3000']);
  });

  it('has settings that are right, and lack only the App', () => {
    const { settings, problems } = readSettings(environment());
    expect(problems.map(({ variable }) => variable)).toEqual(['APP_ID']);
    expect(settings).toMatchObject({ host: '0.0.0.0', port: 3000, databaseUrl: 'file:/data/hub-relay.db' });
  });

  it.each([
    ['well while the process is alive', 200, 0],
    ['unwell when it answers wrongly', 503, 1],
    ['unwell when nobody listens', undefined, 1],
  ])('calls itself %s', async (_, status, code) => {
    const [check] = dockerfile.getHEALTHCHECKs();
    const command = /CMD (\[.*\])$/s.exec(check!.getArgumentsContent()!)![1]!;
    const [program, ...args] = JSON.parse(command) as string[];
    expect(program).toBe('node');
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status ?? 200).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (status === undefined) server.close();
    const child = spawn(process.execPath, args, { env: { PORT: String(port) }, stdio: 'ignore' });
    expect((await once(child, 'exit'))[0]).toBe(code);
    expect(asked).toEqual(status === undefined ? [] : ['/healthz']);
    server.close();
  });
});

/** What the image sets. */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    dockerfile
      .getENVs()
      .flatMap((env) => env.getProperties())
      .map((property: Property) => [property.getName(), property.getValue() ?? '']),
  );
