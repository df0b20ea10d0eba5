import { describeValue, type Path, valueAt } from './finding.ts';
import { MAX_CONFIG_BYTES } from './read-strictly.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { type WorkflowInputs, workflowInputsIn } from './workflow-inputs.ts';

/** What a GitHub Actions workflow file makes of a dispatch. */
export interface Workflow {
  /** The event types that start it. */
  readonly listens: 'all' | 'none' | readonly string[];
  /** Its `run-name` shows `client_payload.relay.id`, so that each of its runs names the notification that started it. */
  readonly namesRelay: boolean;
  /** Those of its `workflow_dispatch`; absent where that does not start it. */
  readonly inputs?: WorkflowInputs;
}

const DISPATCH = 'repository_dispatch';

/**
 * Reads a workflow file as far as a dispatch goes. Never throws; `problem` says in one sentence why nothing
 * can be told of it. Limits are those of our own files.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
 */
export const readWorkflow = (text: string): Workflow | { readonly problem: string } => {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_CONFIG_BYTES) {
    return { problem: `it has ${bytes} bytes; at most ${MAX_CONFIG_BYTES} are read` };
  }
  const document = readDocument(text);
  if ('problems' in document) {
    const [first] = document.problems;
    return { problem: first ? `${first.line}:${first.column}: ${first.message}` : 'it is not YAML' };
  }
  const limit = document.findings.find(({ code }) => code === 'config-limit');
  if (limit) return { problem: limit.message };
  const listens = listensIn(document);
  if (typeof listens === 'object' && 'problem' in listens) return listens;
  const inputs = workflowInputsIn(document.value);
  return {
    listens,
    namesRelay: namesRelay(valueAt(document.value, ['run-name'])),
    ...(inputs && { inputs }),
  };
};

/** "types" are compared exactly, and with regard to case. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch */
export const hears = ({ listens }: Pick<Workflow, 'listens'>, eventType: string): boolean =>
  listens === 'all' || (listens !== 'none' && listens.includes(eventType));

const listensIn = (document: ConfigDocument): Workflow['listens'] | { readonly problem: string } => {
  const on = valueAt(document.value, ['on']);
  if (typeof on === 'string') return on === DISPATCH ? 'all' : 'none';
  if (Array.isArray(on)) return on.includes(DISPATCH) ? 'all' : 'none';
  if (typeof on !== 'object' || on === null) {
    return { problem: `found ${describeValue(on)} at "on:"; expected the events that start it` };
  }
  if (!Object.hasOwn(on, DISPATCH)) return 'none';
  const path = ['on', DISPATCH];
  const filter = valueAt(document.value, path);
  if (filter === null) return 'all';
  if (typeof filter !== 'object' || Array.isArray(filter)) {
    return { problem: `found ${describeValue(filter)} at "on.${DISPATCH}"; expected "types:" or nothing` };
  }
  return typesAt(document, [...path, 'types']);
};

const typesAt = (
  { value, sourceAt }: ConfigDocument,
  path: Path,
): Workflow['listens'] | { readonly problem: string } => {
  const types = valueAt(value, path);
  if (types === null || types === undefined) return 'all';
  const places = Array.isArray(types) ? types.map((_, index) => [...path, index]) : [path];
  const texts = places.map((place) => textAt(valueAt(value, place), sourceAt(place)));
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length) {
    return { problem: `found something at "on.${DISPATCH}.types" that is no text; expected event types` };
  }
  return known.length === 0 ? 'none' : known;
};

/** A number is the text that it was written as. */
const textAt = (value: unknown, source: string | undefined): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : undefined;
};

const RELAY_ID = /\bclient_payload\.relay\.id(?![\w-])/i;

/** Inside an expression only: elsewhere it is a text. */
const namesRelay = (runName: unknown): boolean =>
  typeof runName === 'string' &&
  runName
    .split('${{')
    .slice(1)
    .some((part) => RELAY_ID.test(part.split('}}')[0] ?? ''));
