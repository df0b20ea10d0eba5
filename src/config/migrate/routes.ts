import { type EventName } from '../../core/event.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { nameKey } from '../../core/repository.ts';
import { type On } from '../../core/route.ts';
import { type Place } from '../place.ts';
import { MAX_PAYLOAD_KEYS } from '../schema-rule.ts';
import { MAX_INPUTS } from '../schema.ts';
import { type Call } from './call.ts';
import { carryText, carryValue } from './carry-text.ts';
import { type Condition } from './conditions.ts';
import { type Ground } from './ground.ts';
import { type NoteCode } from './note-codes.ts';
import { type Loss } from './note.ts';
import { constantsOf, plainOf } from './plain.ts';

/** A route as the file will have it; a draft lacks something that a person has to fill in first. */
export interface DraftRoute {
  readonly rule: JsonObject;
  readonly isDraft: boolean;
  readonly losses: readonly Loss[];
  readonly via: string;
  readonly place: Place;
}

/** What is written where something is not known. */
const UNKNOWN = { hub: 'OWNER/NAME', workflow: 'WORKFLOW.yml', eventType: 'EVENT-TYPE' } as const;

/** These leave a route that sends too much, to nobody, or something else. */
const BLOCKING: ReadonlySet<NoteCode> = new Set<NoteCode>([
  'hub-unknown',
  'event-type-unknown',
  'workflow-unknown',
  'ref-unknown',
  'condition-lost',
  'failure-elsewhere',
  'shell-condition',
  'body-unknown',
  'body-malformed',
]);

const REPOSITORY = /^[A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100}$/;
const WORKFLOW = /^[^/\\\s][^/\\]*\.ya?ml$|^[1-9][0-9]*$/;

export interface Setting {
  readonly ground: Ground;
  readonly on: On;
  readonly condition: Condition;
  /** `owner/name` of the workflow's own repository, where it is known. */
  readonly repository?: string;
}

/** The route of one call, in one combination of its matrix. */
export const routeOf = (call: Call, setting: Setting): DraftRoute => {
  const { ground, on, condition } = setting;
  const constants = constantsOf(on, ground.events, setting.repository, ground.isAfterBuild);
  const losses: Loss[] = [...call.losses, ...condition.losses];
  const fixed = (marked: string, code: NoteCode): string | undefined => {
    const plain = plainOf(marked, ground, constants);
    losses.push(...plain.losses);
    if (plain.text === undefined && !plain.isOwn)
      losses.push({ code, what: shown(marked, ground), place: call.place });
    return plain.text;
  };
  const found = { via: call.via, place: call.place };
  const hub = hubOf(call, setting, constants, losses);
  if (hub === undefined)
    return {
      ...found,
      rule: {},
      isDraft: true,
      losses: [{ code: 'hub-is-spoke', what: call.via, place: call.place }],
    };
  const target =
    call.kind === 'workflow'
      ? workflowRule(call, fixed, ground, losses)
      : dispatchRule(call, fixed, ground, losses);
  const rule = {
    hub,
    ...target.before,
    on: onOf(on),
    ...(condition.text !== undefined && { if: condition.text }),
    ...(ground.isAfterBuild && ground.triggers.includes('repository_dispatch') && { chain: true }),
    ...target.after,
  };
  if (call.waits === true) losses.push({ code: 'waits', what: call.via, place: call.place });
  const isDraft = losses.some(({ code }) => BLOCKING.has(code));
  return { ...found, rule, isDraft, losses };
};

/** `undefined`: the repository itself. */
const hubOf = (
  { hub, place }: Call,
  { ground, repository }: Setting,
  constants: JsonObject,
  losses: Loss[],
): string | undefined => {
  if (hub === undefined) return undefined;
  const plain = plainOf(hub, ground, constants);
  if (plain.isOwn) return undefined;
  if (plain.text !== undefined && REPOSITORY.test(plain.text))
    return repository !== undefined && nameKey(plain.text) === nameKey(repository) ? undefined : plain.text;
  losses.push(...plain.losses, { code: 'hub-unknown', what: plain.text ?? shown(hub, ground), place });
  return UNKNOWN.hub;
};

type Fixed = (marked: string, code: NoteCode) => string | undefined;
interface Target {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

const dispatchRule = (call: Call, fixed: Fixed, ground: Ground, losses: Loss[]): Target => {
  const isLost = losses.some(({ code }) => code === 'body-unknown');
  const isMissing = isLost || losses.some(({ code }) => code === 'body-malformed');
  const eventType = call.eventType === undefined ? undefined : fixed(call.eventType, 'event-type-unknown');
  if (call.eventType === undefined && !isLost)
    losses.push({ code: 'event-type-unknown', what: call.via, place: call.place });
  // A route without `payload` tells more than a request without one.
  const given = call.payload ?? (isMissing ? undefined : {});
  const payload = fieldsOf(given, ground, losses, call.place, MAX_PAYLOAD_KEYS, false);
  return {
    before: {},
    after: { 'event-type': eventType ?? UNKNOWN.eventType, ...(payload !== undefined && { payload }) },
  };
};

const workflowRule = (call: Call, fixed: Fixed, ground: Ground, losses: Loss[]): Target => {
  const given = fixed(call.workflow ?? '', 'workflow-unknown')?.replace(/^\.github\/workflows\//, '');
  const isName = given !== undefined && WORKFLOW.test(given);
  if (given !== undefined && !isName)
    losses.push({ code: 'workflow-unknown', what: given, place: call.place });
  const ref = call.ref === undefined ? undefined : fixed(call.ref, 'ref-unknown');
  const inputs = fieldsOf(call.inputs, ground, losses, call.place, MAX_INPUTS, true);
  return {
    before: {
      workflow: isName ? given : UNKNOWN.workflow,
      ...(ref !== undefined && ref !== '' && { ref: ref.replace(/^refs\/(?:heads|tags)\//, '') }),
      ...(inputs !== undefined && { inputs }),
    },
    after: {},
  };
};

/** The fields one by one: what is lost of one takes nothing from the others. */
const fieldsOf = (
  given: Json | undefined,
  ground: Ground,
  losses: Loss[],
  place: Place,
  most: number,
  isText: boolean,
): JsonObject | undefined => {
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) {
    const isWhole = typeof given === 'string' && ground.holes.has(given);
    if (isWhole) losses.push(...carryText(given, ground).losses);
    losses.push({ code: isWhole ? 'payload-whole' : 'body-malformed', what: shown(given, ground), place });
    return undefined;
  }
  const kept = Object.entries(given).flatMap(([key, value]): [string, Json][] => {
    const name = carryText(key, ground, true).value;
    const carried = carryValue(value ?? null, ground, isText);
    losses.push(...carried.losses.map((loss) => ({ ...loss, what: `${key}: ${loss.what}` })));
    if (key === 'relay' && !isText) losses.push({ code: 'payload-reserved', what: key, place });
    if (typeof name !== 'string' || name.includes('${{') || carried.value === undefined) return [];
    return key === 'relay' && !isText ? [] : [[name, isText ? inputOf(carried.value) : carried.value]];
  });
  for (const [key] of kept.slice(most)) losses.push({ code: 'payload-too-wide', what: key, place });
  return isText && Object.keys(given).length === 0 ? undefined : Object.fromEntries(kept.slice(0, most));
};

const inputOf = (value: Json): Json => (typeof value === 'object' ? JSON.stringify(value) : value);

const shown = (marked: Json, { holes }: Ground): string =>
  typeof marked === 'string' ? holes.shown(marked) : JSON.stringify(marked);

/** As short as Actions lets it be. */
const onOf = (on: On): Json => {
  const entries = Object.entries(on);
  const areBare = entries.every(([, filter]) => Object.keys(filter).length === 0);
  if (!areBare) return Object.fromEntries(entries.map(([event, filter]) => [event, filter as JsonObject]));
  const names = entries.map(([event]) => event as EventName);
  return names.length === 1 ? (names[0] ?? '') : names;
};
