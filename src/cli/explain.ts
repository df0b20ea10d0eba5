import { consider, type Considered } from '../core/consider.ts';
import { type Event, eventTitle } from '../core/event.ts';
import { renderVerdict } from '../core/explain.ts';
import { operatorOf } from '../core/operator.ts';
import { printable, printableJson } from '../core/printable.ts';
import { nameKey } from '../core/repository.ts';
import { RelayError } from '../errors.ts';
import { type GivenFile, indexOfFiles, type NoEvent, readGivenEvent } from '../flow/explain.ts';
import { type Environment, readSettings } from '../settings.ts';
import { indexOfStore } from './index-of-store.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';
import { readBody } from './signing-input.ts';
import { readText } from './validate.ts';

export interface ExplainOptions {
  readonly event?: string;
  readonly config: readonly string[];
  readonly public: readonly string[];
  readonly changedFile: readonly string[];
  readonly json?: boolean;
}

/**
 * Considers one payload, that of a file or for `-` of standard input, against the files given, or, without any, against what the database knows. Sends nothing and
 * asks nobody. 0 when a route fires, 3 when none does.
 */
export const explain = async (
  file: string,
  options: ExplainOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const text = file === '-' ? (await readBody(terminal, 'file-unreadable')).toString() : readText(file);
  const event = eventOf(file === '-' ? 'Standard input' : file, text, options.event);
  const { settings } = readSettings(env);
  const operator = operatorOf(settings);
  const index =
    options.config.length > 0
      ? indexOfFiles(event, filesOf(event, options), operator)
      : await withStore(env, (store) => indexOfStore(store, operator));
  const considered = consider(event, {
    index,
    urls: settings.urls,
    ...(options.changedFile.length > 0 && { changedFiles: { known: true, files: options.changedFile } }),
  });
  if (options.json === true) terminal.out(printableJson(considered.verdict));
  else terminal.out(renderConsidered(event, considered));
  return considered.findings.some(({ outcome }) => outcome === 'fires') ? 0 : 3;
};

const renderConsidered = (event: Event, { verdict, findings }: Considered): string => {
  const payloads = findings
    .filter(({ outcome }) => outcome === 'fires')
    .map(({ route, payload }) => `\n${route.id} sends:\n${printableJson(payload, 2)}`);
  return [
    `${eventTitle(event)} in ${event.repository ?? '(no repository)'}`,
    renderVerdict(verdict),
    ...payloads,
  ].join('\n');
};

const eventOf = (file: string, text: string, given: string | undefined): Event => {
  const read = readGivenEvent(text, given);
  if ('event' in read) return read.event;
  throw errorFor(file, read.trouble);
};

const errorFor = (file: string, trouble: NoEvent): RelayError => {
  if (trouble.kind === 'incomplete')
    return new RelayError('event-rejected', `${file} lacks ${trouble.missing.join(', ')}.`);
  return new RelayError('file-unreadable', sentenceOf(file, trouble));
};

const sentenceOf = (file: string, trouble: Exclude<NoEvent, { kind: 'incomplete' }>): string => {
  if (trouble.kind === 'not-json')
    return `${file} is not JSON: ${trouble.line}:${trouble.column}: ${printable(trouble.message)}.`;
  if (trouble.kind === 'not-an-object') return `${file} is not a JSON object.`;
  return `${file}: which event this is does not show; say it with --event push.`;
};

/** "owner/name=path" each. Only a hub's visibility is said; the payload tells the spoke's. */
const filesOf = (event: Event, { config, public: named }: ExplainOptions): readonly GivenFile[] => {
  const isPublic = new Set(named.map(nameKey));
  const spoke = nameKey(event.repository ?? '');
  return config.map((given) => {
    const [, fullName, file] = /^([^/=]+\/[^/=]+)=(.+)$/.exec(given) ?? [];
    if (fullName === undefined || file === undefined) {
      throw new RelayError(
        'file-unreadable',
        `--config ${given}: write it as owner/name=path/to/hub-relay.yml.`,
      );
    }
    const isHub = nameKey(fullName) !== spoke;
    return {
      fullName,
      text: readText(file),
      ...(isHub && isPublic.has(nameKey(fullName)) && { visibility: 'public' }),
    };
  });
};
