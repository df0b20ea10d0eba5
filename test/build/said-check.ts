import { afterAll } from 'vitest';
import { expectNothingSaid } from './said.ts';

/**
 * In the configuration of vitest, so that it holds for all that the whole suite produces. Vitest reads it anew for each file, and
 * said.ts once where files share their process: it must not keep what the modules that are read once have told it.
 */
afterAll(expectNothingSaid);
