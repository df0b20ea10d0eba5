import { isEventName, type EventName } from '../../core/event.ts';
import { EVENT_RULES } from '../../core/filters.ts';
import { isObject } from '../../core/json.ts';
import { type EventFilter, type On } from '../../core/route.ts';
import { type Path } from '../finding.ts';
import { type Loss } from './note.ts';
import { listOfTexts, type WorkflowFile } from './workflow-file.ts';

/** What starts a workflow: as far as a route can listen to it, and what of it is lost. */
export interface Triggers {
  readonly on: On;
  readonly losses: readonly Loss[];
  /** Every event that starts it, also those that no route knows. */
  readonly names: readonly string[];
}

/** Started by a person, to try it out: nothing that a route would have to do. */
const BY_HAND = 'workflow_dispatch';

/** Started by other workflows. */
export const CALLED = 'workflow_call';

export const triggersOf = (file: WorkflowFile): Triggers => {
  const on = file.value.on;
  const given: readonly (readonly [string, unknown])[] = isObject(on)
    ? Object.entries(on)
    : listOfTexts(on).map((name) => [name, null] as const);
  // A route hears both as pull_request, which has but one filter.
  const isTargetKept = !given.some(([name]) => name === 'pull_request');
  const read = given.map(([name, filter]) => readTrigger(file, name, filter, pathOf(on, name), isTargetKept));
  return {
    on: Object.assign({}, ...read.map(({ on: one }) => one)) as On,
    losses: read.flatMap(({ losses }) => losses),
    names: given.map(([name]) => name),
  };
};

const pathOf = (on: unknown, name: string): Path =>
  isObject(on) ? ['on', name] : Array.isArray(on) ? ['on', on.indexOf(name)] : ['on'];

const readTrigger = (
  file: WorkflowFile,
  name: string,
  filter: unknown,
  path: Path,
  isTargetKept: boolean,
): Pick<Triggers, 'on' | 'losses'> => {
  const place = file.placeOf(path, 0, isObject(file.value.on) ? 'key' : 'value');
  if (name === CALLED) return { on: {}, losses: [{ code: 'trigger-call', what: name, place }] };
  if (name === BY_HAND) return { on: {}, losses: [{ code: 'trigger-manual', what: name, place }] };
  if (name === 'pull_request_target' && isTargetKept) {
    const read = readFilter(file, 'pull_request', filter, path);
    return {
      on: { pull_request: read.filter },
      losses: [{ code: 'pull-request-target', what: '', place }, ...read.losses],
    };
  }
  if (!isEventName(name)) return { on: {}, losses: [{ code: 'trigger-lost', what: name, place }] };
  const read = readFilter(file, name, filter, path);
  return { on: { [name]: read.filter }, losses: read.losses };
};

/** A filter without anything that is allowed lets nothing through in Actions either; then the whole of it is left to a person. */
const readFilter = (
  file: WorkflowFile,
  event: EventName,
  filter: unknown,
  path: Path,
): { readonly filter: EventFilter; readonly losses: readonly Loss[] } => {
  if (!isObject(filter)) return { filter: {}, losses: [] };
  const rules = EVENT_RULES[event];
  const losses: Loss[] = [];
  const kept = Object.keys(filter).flatMap((name) => {
    const allowed =
      rules.filters.some((known) => known === name) && !(name === 'types' && rules.types.length === 0);
    if (!allowed) {
      losses.push({
        code: 'filter-lost',
        what: `${event}.${name}`,
        place: file.placeOf([...path, name], 0, 'key'),
      });
      return [];
    }
    const texts = textsAt(file, [...path, name], filter[name]);
    const known = name === 'types' ? texts.filter((text) => rules.types.includes(text)) : texts;
    for (const [index, text] of texts.entries())
      if (!known.includes(text))
        losses.push({
          code: 'filter-lost',
          what: `${event} type ${text}`,
          place: file.placeOf([...path, name, index]),
        });
    return known.length === 0 ? [] : [[name, known] as const];
  });
  return { filter: Object.fromEntries(kept), losses };
};

/** Branches may look like numbers: they are taken as they are written. */
const textsAt = (file: WorkflowFile, path: Path, value: unknown): readonly string[] => {
  if (!Array.isArray(value)) {
    const text = file.textAt(path);
    return text === undefined ? [] : [text];
  }
  return value.flatMap((_, index) => file.textAt([...path, index]) ?? []);
};
