import { isFunction } from '../../core/expression-functions.ts';
import { type ExpressionName } from '../../core/expression-names.ts';
import { isObject } from '../../core/json.ts';
import { afterBuild, STATUS } from './after-build.ts';
import { GITHUB_TEXTS } from './github-names.ts';
import { type Ground } from './ground.ts';
import { type NoteCode } from './note-codes.ts';

/** What stands in place of a name; or why nothing can; `marked` is a text with holes, which have to be carried too. */
export type Replaced =
  | { readonly source: string; readonly differs?: NoteCode }
  | { readonly marked: string }
  | { readonly lost: NoteCode };

/** Contexts that only a run has. */
const LOST: Readonly<Record<string, NoteCode>> = {
  secrets: 'from-secret',
  vars: 'from-variable',
  steps: 'from-step',
  needs: 'from-job',
  inputs: 'from-input',
  runner: 'from-run',
  job: 'from-run',
  jobs: 'from-job',
  strategy: 'from-run',
};

/** `undefined`: it stays as it is. */
export const replaceName = (
  { kind, path: [first = '', ...keys] }: ExpressionName,
  ground: Ground,
): Replaced | undefined => {
  const name = first.toLowerCase();
  if (kind === 'function') return replaceFunction(name, ground);
  if (name === 'github') return replaceGithub(keys, ground);
  if (name === 'env') return replaceEnv(keys[0] ?? '', ground);
  if (name === 'matrix') return replaceMatrix(keys, ground);
  const output =
    keys[1] === 'outputs' ? ground.outputs.get(`${name}.${keys[0] ?? ''}.${keys[2] ?? ''}`) : undefined;
  if (output !== undefined) return { marked: output };
  return { lost: Object.hasOwn(LOST, name) ? (LOST[name] ?? 'from-run') : 'expression-unreadable' };
};

const replaceFunction = (name: string, { isAfterBuild }: Ground): Replaced | undefined => {
  if (isFunction(name)) return undefined;
  const status = STATUS.get(name);
  if (status === undefined) return { lost: 'function-lost' };
  // The parentheses of the call stay: they surround what is put in place of its name.
  return { source: isAfterBuild ? status.after : status.before };
};

const replaceGithub = (keys: readonly string[], ground: Ground): Replaced | undefined => {
  const [key = '', field = ''] = keys.map((one) => one.toLowerCase());
  if (key === 'workflow') return { source: literal(ground.workflow) };
  if (key === 'token') return { lost: 'from-secret' };
  if (key === 'event' && (field === 'inputs' || field === 'client_payload')) return { lost: 'from-input' };
  if (ground.isAfterBuild) return afterBuild(keys, ground);
  if (key === '') return { source: 'github', differs: 'github-whole' };
  if (key === 'event') return undefined;
  const { triggers, events } = ground;
  const isTarget = triggers.includes('pull_request_target') && !triggers.includes('pull_request');
  if (isTarget && events.includes('pull_request')) return ofTarget(key, events);
  if (!GITHUB_TEXTS.has(key)) return { lost: 'from-run' };
  const isEmpty =
    key === 'sha' && ground.events.some((event) => event !== 'push' && event !== 'pull_request');
  return isEmpty ? { source: 'github.sha', differs: 'sha-empty' } : undefined;
};

/**
 * Under pull_request_target these tell of the default branch; the route hears pull_request, where they tell of the pull
 * request. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target
 */
const TARGET: Readonly<Record<string, string>> = {
  event_name: "'pull_request_target'",
  ref: "format('refs/heads/{0}', github.event.repository.default_branch)",
  ref_name: 'github.event.repository.default_branch',
  ref_type: "'branch'",
};

const ofTarget = (key: string, events: Ground['events']): Replaced | undefined => {
  if (key === 'sha') return { lost: 'from-event' };
  const source = Object.hasOwn(TARGET, key) ? TARGET[key] : undefined;
  if (source === undefined) return GITHUB_TEXTS.has(key) ? undefined : { lost: 'from-run' };
  return events.length > 1 ? { lost: 'from-event' } : { source };
};

const replaceEnv = (name: string, { env, runTimeEnv }: Ground): Replaced => {
  if (runTimeEnv.has(name)) return { lost: 'from-environment' };
  const marked = env.get(name);
  return marked === undefined ? { lost: 'from-environment' } : { marked };
};

const replaceMatrix = (keys: readonly string[], { matrix }: Ground): Replaced => {
  if (matrix === undefined) return { lost: 'matrix-unknown' };
  let value: unknown = matrix;
  for (const key of keys) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (typeof value === 'string') return { marked: value };
  if (typeof value === 'number' || typeof value === 'boolean') return { source: String(value) };
  return value === undefined || value === null ? { source: "''" } : { lost: 'matrix-unknown' };
};

/** A text as the expression language writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
