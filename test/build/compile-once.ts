import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the processes that tests start keep what Node made of our source, which is a good half of their start. It is
 * known by its content. https://nodejs.org/api/module.html#module-compile-cache
 */
export const COMPILE_CACHE = join(tmpdir(), 'hub-relay-compile-cache');

/** Once before all tests: a process keeps it when it ends, and those that are killed never do. */
export default (): void => {
  // Of the command line's commands, each is loaded when it is called; and of the stores, the one that is opened.
  const modules = ['./src/cli/start.ts', './src/store/postgres-engine.ts'];
  const load = modules.map((path) => `await import('${path}');`).join('');
  execFileSync(process.execPath, ['--input-type=module', '--eval', load], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
};
