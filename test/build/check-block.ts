import { stripTypeScriptTypes } from 'node:module';
import { DockerfileParser } from 'dockerfile-ast';
import { parse as parseShell } from 'unbash';
import { parseAllDocuments } from 'yaml';
import { parseConfig } from '../../src/config/parse.ts';
import { parseEndpoints } from '../../src/config/endpoints.ts';
import { parseSources } from '../../src/config/sources.ts';
import { type Problem, renderProblem } from '../../src/config/problems.ts';
import { readWorkflow } from '../../src/config/workflow.ts';
import { type Block } from './markdown.ts';

/** What is wrong with a block that no reader could use as it stands; nothing, where it is right. */
export const checkBlock = ({ language, text }: Block): readonly string[] => {
  if (!Object.hasOwn(CHECKS, language)) return [`no check for blocks of "${language}"`];
  return CHECKS[language]!(text);
};

const checkYaml = (text: string): readonly string[] => {
  if (/^(notify|accept|subscribe|publish|allow-public-hubs|max-hops):/m.test(text))
    return said(parseConfig(text));
  if (/^endpoints:/m.test(text)) return said(parseEndpoints(text));
  if (/^sources:/m.test(text)) return said(parseSources(text));
  const documents = parseAllDocuments(text);
  const errors = [...documents].flatMap((document) => document.errors.map(({ message }) => message));
  if (errors.length > 0) return errors;
  return [...(/^jobs:/m.test(text) ? workflowFaults(text) : []), ...actionFaults(text)];
};

const said = ({ problems }: { readonly problems: readonly Problem[] }): readonly string[] =>
  problems.map((problem) => renderProblem('block', problem));

const workflowFaults = (text: string): readonly string[] => {
  const workflow = readWorkflow(text);
  return 'problem' in workflow ? [workflow.problem] : [];
};

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps */
const KEYS_BESIDE_RUN = new Set(
  'name id if run env shell working-directory continue-on-error timeout-minutes'.split(' '),
);

/** A payload is strangers' text: GitHub would paste it into the script. And who owns an action could change what runs. */
const actionFaults = (text: string): readonly string[] => {
  const faults: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('run' in value && typeof value.run === 'string')
      for (const key of Object.keys(value).filter((each) => !KEYS_BESIDE_RUN.has(each)))
        faults.push(`\`${key}:\` cannot stand beside \`run:\``);
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'object') visit(inner);
      else if (
        (key === 'run' || key === 'script') &&
        /\$\{\{[^}]*github\.(event|head_ref)/.test(String(inner))
      )
        faults.push(`\`${key}:\` has a value of the event pasted into it: ${String(inner)}`);
      else if (key === 'uses' && !/^(\.\/|docker:\/\/)|@(v\d[\w.]*|[0-9a-f]{40})$/.test(String(inner)))
        faults.push(`${String(inner)} is not pinned`);
    }
  };
  for (const document of parseAllDocuments(text)) visit(document.toJS());
  return faults;
};

/** With `…` for what is left out, and comments as editors allow them. */
const checkJson = (text: string): readonly string[] =>
  failureOf(() => JSON.parse(text.replaceAll(/^\s*…,?\n/gm, '').replaceAll(/,(\s*[}\]])/g, '$1')));

const checkShell = (text: string): readonly string[] =>
  (parseShell(text).errors ?? []).map(({ message }) => message);

/** A line that a reader would type belongs into a block of `sh`, where it is run. */
const checkConsole = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => /^\s*\$ /.test(line))
    .map((line) => `a command is in what is shown: ${line}`);

/** Sections, comments and `name = value`; of TOML and of systemd's units. */
const checkSettings = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*($|[#;]|\[\[?[^\]]+\]\]?\s*$|["\w][\w."-]*\s*=|[\]}),]|["'{].*,?$)/.test(line))
    .map((line) => `neither a section nor a setting: ${line}`);

/** A file, or some elements of a list. */
const checkProgram = (text: string): readonly string[] => {
  const whole = failureOf(() => stripTypeScriptTypes(text, { mode: 'transform' }));
  const asList = failureOf(() => stripTypeScriptTypes(`[${text}]`, { mode: 'transform' }));
  return asList.length === 0 ? [] : whole;
};

const checkDiff = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !/^([ +@-]|$)/.test(line))
    .map((line) => `neither kept, added nor removed: ${line}`);

const checkDockerfile = (text: string): readonly string[] =>
  DockerfileParser.parse(text).getInstructions().length > 0 ? [] : ['there is no instruction'];

/** `.env`: one variable a line. */
const checkVariables = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !/^($|\s*#|(export )?[A-Z][A-Z0-9_]*=)/.test(line))
    .map((line) => `no variable: ${line}`);

const nothingToCheck = (): readonly string[] => [];

const failureOf = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
};

/** Every language that a block may have. Those without a check are shown, and neither run nor read by a program. */
const CHECKS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  yaml: checkYaml,
  json: checkJson,
  sh: checkShell,
  console: checkConsole,
  toml: checkSettings,
  ini: checkSettings,
  env: checkVariables,
  ts: checkProgram,
  js: checkProgram,
  diff: checkDiff,
  dockerfile: checkDockerfile,
  // No parser of nginx or Caddy is at hand; their documents say what the lines are for.
  nginx: nothingToCheck,
  caddyfile: nothingToCheck,
  promql: nothingToCheck,
  sql: nothingToCheck,
  text: nothingToCheck,
};
