import { parseDuration } from '../core/duration.ts';
import {
  type Accept,
  type EventFilter,
  type NotifyRule,
  type On,
  type OwnConfig,
  type Publish,
  type Rule,
  type SubscribeRule,
} from '../core/route.ts';
import { type Path } from './finding.ts';
import { type RawOn } from './schema-filters.ts';
import {
  type RawAccept,
  type RawConfig,
  type RawNotify,
  type RawPublish,
  type RawSubscribe,
} from './schema.ts';

/** How a scalar is written in the file: an input "1.10" must not become "1.1". */
export type SourceAt = (path: Path) => string | undefined;

/** The long form of a file that has its shape. */
export const normalize = (raw: RawConfig, sourceAt: SourceAt): OwnConfig =>
  present({
    notify: raw.notify?.map((rule, index) => normalizeNotify(rule, ['notify', index], sourceAt)),
    subscribe: raw.subscribe?.map(normalizeSubscribe),
    accept: raw.accept?.map(normalizeAccept),
    publish: raw.publish?.map(normalizePublish),
    'allow-public-hubs': raw['allow-public-hubs'],
    'max-hops': raw['max-hops'],
  });

export const normalizeNotify = (raw: RawNotify, path: Path, sourceAt: SourceAt): NotifyRule => ({
  ...normalizeRule(raw),
  ...present({
    hub: raw.hub,
    workflow: raw.workflow,
    ref: raw.ref,
    endpoint: raw.endpoint,
    inputs: raw.inputs && normalizeInputs(raw.inputs, [...path, 'inputs'], sourceAt),
  }),
});

export const normalizeSubscribe = (raw: RawSubscribe): SubscribeRule => ({
  ...normalizeRule(raw),
  from: listOf(raw.from),
});

export const normalizeAccept = (raw: RawAccept): Accept => ({
  from: listOf(raw.from),
  ...present({
    'event-types': raw['event-types'] === undefined ? undefined : listOf(raw['event-types']),
    workflows: raw.workflows === undefined ? undefined : listOf(raw.workflows),
  }),
});

export const normalizePublish = (raw: RawPublish): Publish => ({ to: listOf(raw.to) });

const normalizeRule = (raw: RawNotify | RawSubscribe): Rule => ({
  on: normalizeOn(raw.on),
  ...present({
    // "if: false" is a condition too, though YAML makes it a boolean.
    if: raw.if === undefined ? undefined : String(raw.if),
    'event-type': raw['event-type'],
    payload: raw.payload,
    coalesce: raw.coalesce === undefined ? undefined : parseDuration(raw.coalesce),
    chain: raw.chain,
    forks: raw.forks,
    report: raw.report,
    'on-failure': raw['on-failure'],
  }),
});

const normalizeOn = (on: RawOn): On => {
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event) => [event, {}]));
  return Object.fromEntries(
    Object.entries(on).map(([event, filter]) => [event, normalizeFilter(filter ?? {})]),
  );
};

const normalizeFilter = (filter: Readonly<Record<string, string | string[] | undefined>>): EventFilter =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, listOf(value)]])),
  );

const normalizeInputs = (
  inputs: Readonly<Record<string, string | number | boolean>>,
  path: Path,
  sourceAt: SourceAt,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (sourceAt([...path, name]) ?? String(value)),
    ]),
  );

export const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** Only the keys that the file has. */
export const present = <Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
