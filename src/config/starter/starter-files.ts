import { parseConfig } from '../parse.ts';
import { type Problem } from '../problems.ts';
import { readWorkflow } from '../workflow.ts';
import { type Answers } from './answers.ts';
import { hubFile } from './hub-file.ts';
import { hubWorkflow } from './hub-workflow.ts';
import { spokeFile } from './spoke-file.ts';

export const STARTER_PATHS = {
  config: '.github/hub-relay.yml',
  workflow: '.github/workflows/hub-relay.yml',
} as const;

/** A file to be written; `path` is from the top of the repository. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** Where an editor finds the schema: "https://…". */
export interface StarterOptions {
  readonly schemaUrl: string;
}

/**
 * The first files of a spoke or a hub, with which it works as it stands. Where the answers make no right file, its
 * problems instead, with their places in what would have been written.
 */
export const starterFiles = (
  answers: Answers,
  { schemaUrl }: StarterOptions,
): { readonly files: readonly StarterFile[] } | { readonly problems: readonly Problem[] } => {
  const lines = answers.kind === 'spoke' ? spokeFile(answers) : hubFile(answers);
  const text = textOf([`# yaml-language-server: $schema=${schemaUrl}`, ...lines]);
  const problems = parseConfig(text).problems.filter(({ severity }) => severity === 'error');
  if (problems.length > 0) return { problems };
  const config = { path: STARTER_PATHS.config, text };
  if (answers.kind === 'spoke') return { files: [config] };
  const workflow = textOf(hubWorkflow(answers));
  const read = readWorkflow(workflow);
  if ('problem' in read) throw new Error(`the workflow can't be read: ${read.problem}`);
  return { files: [config, { path: STARTER_PATHS.workflow, text: workflow }] };
};

const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
