import { parse } from 'yaml';
import { type Commit } from './git.ts';
import { isObject } from './request-schema.ts';

const FOLDER = '.github/workflows/';

/** One of the `inputs` that a workflow declares for `workflow_dispatch`. */
export interface DeclaredInput {
  readonly required: boolean;
  readonly hasDefault: boolean;
  /** Of a `choice`. */
  readonly options: readonly string[] | undefined;
}

/** A workflow file as GitHub Actions reads it, as far as it can be started by hand. */
export interface WorkflowFile {
  readonly name: string;
  /** Undefined where `workflow_dispatch` does not start it. */
  readonly inputs: ReadonlyMap<string, DeclaredInput> | undefined;
}

/** `.github/workflows/build.yml` of each workflow of a commit. */
export const workflowPaths = ({ files, links }: Commit): readonly string[] =>
  [...files.keys()].filter(
    (path) => path.startsWith(FOLDER) && /^[^/]+\.ya?ml$/.test(path.slice(FOLDER.length)) && !links.has(path),
  );

export const pathOfWorkflow = (file: string): string => FOLDER + file;

/** @throws what is wrong with it as YAML. */
export const readWorkflowFile = (path: string, text: string): WorkflowFile => {
  const read: unknown = parse(text);
  const file = isObject(read) ? read : {};
  const { name } = file;
  return { name: typeof name === 'string' ? name : path, inputs: inputsOf(file['on']) };
};

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs */
const inputsOf = (on: unknown): WorkflowFile['inputs'] => {
  const event = 'workflow_dispatch';
  if (on === event || (Array.isArray(on) && on.includes(event))) return new Map();
  if (!isObject(on) || !Object.hasOwn(on, event)) return undefined;
  const trigger = on[event];
  const inputs = isObject(trigger) && isObject(trigger['inputs']) ? trigger['inputs'] : {};
  return new Map(Object.entries(inputs).map(([input, declared]) => [input, declaredInput(declared)]));
};

const declaredInput = (declared: unknown): DeclaredInput => {
  const { required, default: preset, type, options } = isObject(declared) ? declared : {};
  return {
    required: required === true,
    hasDefault: preset !== undefined,
    options: type === 'choice' && Array.isArray(options) ? options.map(String) : undefined,
  };
};
