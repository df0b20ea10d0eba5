import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPackage, type InstalledPackage } from '../build/package.ts';
import { RelayProcess, runRelay } from '../build/process.ts';
import { aSpokeAndItsHub, Stage } from '../build/stage.ts';

let installed: InstalledPackage;
let program = '';
beforeAll(() => {
  installed = installPackage();
  program = join(installed.root, 'bin/hub-relay.js');
});
afterAll(() => installed.remove());

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));

describe('the package', () => {
  it('holds all of src, compiled or as it is', () => {
    const paths = new Set(installed.files.map(({ path }) => path));
    const compiled = sources.map((path) => path.replace(/^src/, 'dist').replace(/\.ts$/, '.js'));
    expect(compiled.filter((path) => !paths.has(path))).toEqual([]);
    expect([...paths].filter((path) => path.startsWith('dist/'))).toHaveLength(compiled.length);
  });

  it('holds nothing that is not for others: no test, no secret, no data, no path of this machine', () => {
    const paths = installed.files.map(({ path }) => path);
    const known =
      /^((deploy|dist|examples|schema)\/.*|docs\/.*\.(md|svg)|bin\/hub-relay\.js|(app|functions)\.d\.ts|app\.yml|\.env\.example|(CHANGELOG|CONTRIBUTING|README|SECURITY)\.md|LICENSE|package\.json)$/;
    expect(
      paths.filter((path) => !known.test(path) || /\.(env|pem|db|map)$|^test|\.test\.|stale/.test(path)),
    ).toEqual([]);
    for (const path of paths)
      expect(readFileSync(join(installed.root, path), 'utf8')).not.toContain(process.cwd());
    expect(installed.size).toBeLessThan(1_000_000);
  });

  it('holds what its documents link to, but for what docs/README.md says is in the repository alone', () => {
    const paths = installed.files.map(({ path }) => path);
    const inRepository = /^((src|test)\/|compose\.yaml$|docs\/[^/]+\.png$)/;
    const isHeld = (target: string): boolean =>
      paths.some((path) => path === target || path.startsWith(`${target}/`));
    const textOf = (path: string): string =>
      readFileSync(join(installed.root, path), 'utf8').replace(/^ *```.*?^ *```|`[^`\n]+`/gms, '');
    const linksOf = (path: string): readonly string[] =>
      Array.from(textOf(path).matchAll(/(?:\]\(|src(?:set)?=")([^)"#\s]+)/g), ([, target = '']) => target)
        .filter((target) => !/^(https?|mailto):/.test(target))
        .map((target) => normalize(join(dirname(path), target)));
    const targets = paths.filter((path) => path.endsWith('.md')).flatMap(linksOf);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !isHeld(target) && !inRepository.test(target))).toEqual([]);
  });

  it('brings a program that can be run', () => {
    const { mode } = installed.files.find(({ path }) => path === 'bin/hub-relay.js')!;
    expect(mode & 0o111).toBe(0o111);
    expect(readFileSync(program, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
  });

  it('plays the demo for `npx hub-relay demo` in an empty folder, and leaves nothing there', () => {
    const output = execFileSync('npx', ['--no', '--offline', 'hub-relay', 'demo'], {
      cwd: installed.folder,
      encoding: 'utf8',
    });
    expect(output).toMatch(/All \d+ steps went as they should/);
    expect(readdirSync(installed.folder)).toEqual([]);
  });

  it('says in one sentence which Node.js it needs, on an older one', () => {
    const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } })`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', older, program], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Hub Relay needs Node\.js 24 or newer, and this is v[^\n]+ \[node-too-old\]\n$/);
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runRelay(['--version'], {}, installed.folder, program)).toEqual({
      code: 0,
      text: `${version}\n`,
    });
  });

  it('serves its pages with their style', async () => {
    const stage = await Stage.empty({ prepare: aSpokeAndItsHub });
    const relay = new RelayProcess(['start'], stage.env(), installed.folder, program);
    try {
      const { origin } = new URL(await relay.webhookUrl());
      const page = await (await fetch(`${origin}/sign-in`)).text();
      const style = await fetch(origin + /href="(\/assets\/desk[^"]+\.css)"/.exec(page)![1]!);
      expect(style.headers.get('content-type')).toContain('text/css');
      expect(await style.text()).toContain(readFileSync('src/web/desk/assets/base.css', 'utf8'));
    } finally {
      expect(await relay.kill('SIGTERM')).toBe(0);
      await stage.close();
    }
  });

  it('is the Probot application for whoever imports it', async () => {
    const source = "import('hub-relay').then(({ default: app }) => console.log(typeof app))";
    const child = spawn(process.execPath, ['--eval', source], { cwd: installed.folder, stdio: 'pipe' });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    expect(text).toBe('function\n');
  });
});
