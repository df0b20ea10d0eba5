import { starterFiles } from '../config/starter/starter-files.ts';
import { schemaUrlOf } from '../config/starter/schema-url.ts';
import { RelayError } from '../errors.ts';
import { type Environment } from '../settings.ts';
import { readVersion } from '../settings/version.ts';
import { answersOf, type InitFlags } from './init/answers-of.ts';
import { learn } from './init/learn.ts';
import { nextSteps } from './init/next-steps.ts';
import { renderChange } from './init/render-change.ts';
import { compareFiles, writeFiles } from './init/write-files.ts';
import { isYes, type Terminal, wrapped } from './terminal.ts';

export interface InitOptions extends InitFlags {
  readonly dir: string;
  /** The address of a Hub Relay that people reach, without a path. */
  readonly server?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** Writes the first files of a spoke or a hub; of what is there already, nothing without `force`. */
export const init = async (options: InitOptions, env: Environment, terminal: Terminal): Promise<number> => {
  const learned = await learn(options.dir);
  if (learned.top !== undefined)
    terminal.err(
      wrapped(
        `The top of this repository is ${learned.top}; GitHub reads .github only there.`,
        terminal.width,
      ),
    );
  const { answers, isAsked } = await answersOf(options, learned, terminal);
  const made = starterFiles(answers, { schemaUrl: schemaOf(options.server, env) });
  if ('problems' in made) {
    throw new RelayError('init-unusable', made.problems.map(({ message }) => `${message}.`).join(' '));
  }
  const files = await compareFiles(options.dir, made.files);
  const changed = files.filter(({ before, text }) => before !== text);
  const overwritten = changed.filter(({ before }) => before !== undefined);
  const isRefused = overwritten.length > 0 && options.force !== true;
  if (isAsked || isRefused || options.dryRun === true)
    for (const file of changed) terminal.out(renderChange(file));
  if (isRefused && options.dryRun !== true) {
    throw new RelayError('init-exists', `${overwritten.map(({ path }) => path).join(', ')}.`);
  }
  for (const { path } of files.filter((file) => !changed.includes(file)))
    terminal.out(`${path} is so already`);
  if (options.dryRun === true) return 0;
  if (isAsked && changed.length > 0 && !isYes((await terminal.ask?.('Write this? [y/N]')) ?? '')) {
    terminal.err('Nothing was written.');
    return 1;
  }
  await writeFiles(options.dir, changed);
  for (const { path } of changed) terminal.out(`wrote ${path}`);
  for (const line of nextSteps(answers, learned)) terminal.out(wrapped(line, terminal.width));
  return 0;
};

/** A server on loopback, or one that others could speak for, is none to name in a file for everybody. */
const schemaOf = (server: string | undefined, { PUBLIC_URL }: Environment): string => {
  const found = URL.parse(server ?? PUBLIC_URL ?? '');
  return found && (server !== undefined || found.protocol === 'https:')
    ? `${found.origin}/schema/hub-relay.json`
    : schemaUrlOf(readVersion());
};
