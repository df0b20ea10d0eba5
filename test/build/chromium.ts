import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserServer, chromium } from 'playwright-core';
import { type TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one Chromium of all browser tests is connected to, or why there is none. */
    readonly chromium: { readonly endpoint: string } | { readonly problem: string };
  }
}

/** Beside itself it unpacks the libraries that a bare machine lacks, when it takes that machine for this one. */
const UNPACKS_LIBRARIES = 'AWS_Lambda_nodejs24.x';
const UNPACK = `
  const { default: chromium } = await import('@sparticuz/chromium');
  chromium.setGraphicsMode = false;
  process.stdout.write(await chromium.executablePath());
`;

/** In a process of its own, since it changes the environment: what other tests start must not find these libraries. */
const unpack = async (folder: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: UNPACKS_LIBRARIES },
  });
  return stdout;
};

/** Those of the machine, as far as it has any, and those that were unpacked: without one there is no text at all. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>`;

const launch = async (folder: string): Promise<BrowserServer> => {
  const own = process.env.CHROMIUM_PATH;
  if (own !== undefined) return chromium.launchServer({ executablePath: own, chromiumSandbox: false });
  const executablePath = await unpack(folder);
  const fonts = join(folder, 'fonts.conf');
  await writeFile(fonts, fontsIn(folder));
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts };
  return chromium.launchServer({ executablePath, chromiumSandbox: false, env });
};

/** Once before all browser tests. Its folder is its own: a binary that an older version left in a common one would be used. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-relay-chromium-'));
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const server = await launch(folder);
    project.provide('chromium', { endpoint: server.wsEndpoint() });
    return async () => {
      await server.close();
      await forget();
    };
  } catch (error) {
    await forget();
    // All other tests run without; those of the browser fail.
    const problem =
      `The browser tests need Chromium, which does not start on this ${process.platform} ${process.arch} ` +
      `(${reasonIn(String(error))}): set CHROMIUM_PATH to one that does.`;
    project.provide('chromium', { problem });
    return () => Promise.resolve();
  }
};

/** What the browser itself said last, or else the beginning of a message of hundreds of lines. */
const reasonIn = (message: string): string =>
  /^\[pid=\d+\]\[err\] (.*)$/m.exec(message)?.[1] ?? message.split('\n', 1).join('');
