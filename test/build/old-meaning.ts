import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';

/** One dispatch as the workflow itself would have sent it. */
export interface Sent {
  readonly repository: string;
  readonly eventType: unknown;
  readonly payload: unknown;
}

interface OldStep {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

export type Github = Readonly<Record<string, unknown>>;

const toData = (value: unknown): data.ExpressionData =>
  JSON.parse(JSON.stringify(value ?? null), data.reviver) as data.ExpressionData;

/** By GitHub's own evaluator, as the runner fills in a text before anything else reads it. */
const fill = (text: unknown, contexts: Readonly<Record<string, unknown>>): string =>
  String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => {
    const names = Object.keys(contexts);
    const root = new Parser(new Lexer(source).lex().tokens, names, []).parse();
    const dictionary = new data.Dictionary(...names.map((key) => ({ key, value: toData(contexts[key]) })));
    return new Evaluator(root, dictionary).evaluate().coerceString();
  });

/** What the steps of the first job of a workflow send, run for real: by bash, by JavaScript, or as the action does. */
export const sentByWorkflow = async (text: string, github: Github): Promise<readonly Sent[]> => {
  const workflow = parse(text) as { env?: Record<string, string>; jobs: Record<string, Job> };
  const [job] = Object.values(workflow.jobs);
  const all: Sent[] = [];
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const handed: Record<string, string> = {};
  for (const step of job!.steps) {
    const contexts = { github, secrets: {}, matrix: {}, steps };
    const env: Record<string, string> = { ...handed };
    for (const given of [workflow.env, job!.env, step.env])
      for (const [name, value] of Object.entries(given ?? {})) env[name] = fill(value, { ...contexts, env });
    const run = await sentByStep(step, { ...contexts, env }, env);
    all.push(...run.sent);
    if (step.id !== undefined) steps[step.id] = { outputs: run.outputs };
    Object.assign(handed, run.env);
  }
  return all;
};

interface Run {
  readonly sent: readonly Sent[];
  /** What it handed to later steps. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

const only = (sent: readonly Sent[]): Run => ({ sent, outputs: {}, env: {} });

interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly OldStep[];
}

const sentByStep = (
  step: OldStep,
  contexts: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>>,
): Promise<Run> | Run => {
  if (step.run !== undefined) return sentByBash(fill(step.run, contexts), env, contexts.github as Github);
  const inputs = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(value, contexts)]),
  );
  if (step.uses?.startsWith('actions/github-script'))
    return sentByScript(inputs.script!, env, contexts.github as Github);
  if (!step.uses?.startsWith('peter-evans/')) return only([]);
  return only([
    {
      repository: inputs.repository!,
      eventType: inputs['event-type'],
      payload: JSON.parse(inputs['client-payload'] ?? '{}'),
    },
  ]);
};

/** Stands for curl and gh, and writes down how it was called. */
const STAND_IN = `#!/bin/bash
for argument in "$@"; do
  if [ "$argument" = "@body.json" ]; then argument=$(cat body.json); fi
  if [ "$argument" = "-" ]; then argument=$(cat); fi
  printf '%s\\0' "$argument" >> "$CALLS"
done
printf '\\1\\0' >> "$CALLS"
`;

const sentByBash = (script: string, env: Readonly<Record<string, string>>, github: Github): Run => {
  const folder = mkdtempSync(join(tmpdir(), 'old-meaning-'));
  try {
    for (const name of ['curl', 'gh', 'wget']) {
      writeFileSync(join(folder, name), STAND_IN);
      chmodSync(join(folder, name), 0o755);
    }
    const calls = join(folder, 'calls');
    for (const name of ['calls', 'output', 'env']) writeFileSync(join(folder, name), '');
    execFileSync('bash', ['--norc', '-e', '-c', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        CALLS: calls,
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_ENV: join(folder, 'env'),
        GITHUB_SHA: String(github.sha),
        GITHUB_REF: String(github.ref),
        GITHUB_REF_NAME: String(github.ref_name),
        GITHUB_REPOSITORY: String(github.repository),
        GITHUB_ACTOR: String(github.actor),
        GITHUB_API_URL: String(github.api_url),
        ...env,
      },
    });
    const sent = readFileSync(calls, 'utf8')
      .split('\u0001\0')
      .filter((call) => call !== '')
      .map((call) => sentByArguments(call.split('\0').slice(0, -1)));
    return { sent, outputs: linesOf(join(folder, 'output')), env: linesOf(join(folder, 'env')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const linesOf = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );

const sentByArguments = (args: readonly string[]): Sent => {
  const url = args.find((arg) => arg.endsWith('/dispatches'))!;
  const repository = /repos\/(.+)\/dispatches$/.exec(url)![1]!;
  const json = args.map((arg) => arg.replace(/^--post-data=/, '')).find((arg) => arg.trim().startsWith('{'));
  const body = json === undefined ? fieldsOf(args) : (JSON.parse(json) as Record<string, unknown>);
  return { repository, eventType: body.event_type, payload: body.client_payload ?? {} };
};

/** `-f client_payload[a]=b`, one level deep. */
const fieldsOf = (args: readonly string[]): Record<string, unknown> => {
  const body: Record<string, Record<string, unknown>> & Record<string, unknown> = {};
  for (const [index, flag] of args.entries()) {
    if (flag !== '-f' && flag !== '-F') continue;
    const [, key = '', inner, value = ''] = /^(\w+)(?:\[(\w+)\])?=([^]*)$/.exec(args[index + 1]!) ?? [];
    const typed: unknown = flag === '-F' && /^(true|false|null|\d+)$/.test(value) ? JSON.parse(value) : value;
    if (inner === undefined) body[key] = typed as never;
    else body[key] = { ...body[key], [inner]: typed };
  }
  return body;
};

/** What actions/github-script gives its script, as far as these need it. */
const sentByScript = async (
  script: string,
  env: Readonly<Record<string, string>>,
  github: Github,
): Promise<Run> => {
  const sent: Sent[] = [];
  const send = (given: Record<string, unknown>): void => {
    sent.push({
      repository: `${String(given.owner)}/${String(given.repo)}`,
      eventType: given.event_type,
      payload: JSON.parse(JSON.stringify(given.client_payload ?? {})),
    });
  };
  const [owner, repo] = String(github.repository).split('/');
  const octokit = {
    rest: { repos: { createDispatchEvent: send } },
    repos: { createDispatchEvent: send },
    request: (_: string, given: Record<string, unknown>) => send(given),
  };
  const context = {
    sha: github.sha,
    ref: github.ref,
    actor: github.actor,
    eventName: github.event_name,
    payload: github.event,
    repo: { owner, repo },
  };
  const environment = { env: { GITHUB_REPOSITORY: github.repository, ...env } };
  const running: unknown = runInNewContext(`(async () => {${script}\n})()`, {
    github: octokit,
    context,
    process: environment,
  });
  await running;
  return only(sent);
};
