import { type OwnConfig } from '../core/route.ts';
import { checkAccept, checkNotify, checkPublish, checkSubscribe } from './check.ts';
import { type ConfigDocument } from './document.ts';
import { type Finding, openly } from './finding.ts';
import {
  normalize,
  normalizeAccept,
  normalizeNotify,
  normalizePublish,
  normalizeSubscribe,
} from './normalize.ts';
import { type Problem } from './problems.ts';
import { checkEach, readStrictly } from './read-strictly.ts';
import { AcceptSchema, ConfigSchema, NotifySchema, PublishSchema, SubscribeSchema } from './schema.ts';

/** `config` is there when no problem is an error. */
export interface ParsedConfig {
  readonly config?: OwnConfig;
  readonly problems: readonly Problem[];
}

/** Reads a `.github/hub-relay.yml`. Never throws; a file that holds nothing is an empty config. */
export const parseConfig = (text: string): ParsedConfig => {
  const { file, problems } = readStrictly(text, {
    schema: ConfigSchema,
    keys: '"notify:" or "accept:"',
    show: openly,
    check: checkEntries,
    normalize,
  });
  return { ...(file && { config: file }), problems };
};

const checkEntries = (document: ConfigDocument): readonly Finding[] => [
  ...checkEach(document, 'notify', NotifySchema, (raw, path) =>
    checkNotify(normalizeNotify(raw, path, document.sourceAt), path),
  ),
  ...checkEach(document, 'subscribe', SubscribeSchema, (raw, path) =>
    checkSubscribe(normalizeSubscribe(raw), path),
  ),
  ...checkEach(document, 'accept', AcceptSchema, (raw, path) => checkAccept(normalizeAccept(raw), path)),
  ...checkEach(document, 'publish', PublishSchema, (raw, path) => checkPublish(normalizePublish(raw), path)),
];
