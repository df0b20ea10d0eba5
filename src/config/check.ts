import { type Accept, type NotifyRule, type Publish, type Rule, type SubscribeRule } from '../core/route.ts';
import { checkOn, warn } from './check-on.ts';
import { checkCount, checkPayload } from './check-payload.ts';
import { checkCondition, checkPlain, checkRepositories, checkTemplates } from './check-texts.ts';
import { type Finding, type Path } from './finding.ts';
import { MAX_INPUTS } from './schema.ts';

const MOST_COALESCE = 3_600_000;

/** What a schema can't say. Looks at a file that has its shape; `path` leads to the entry in the file. */
export const checkNotify = (rule: NotifyRule, path: Path): readonly Finding[] => [
  ...checkTarget(rule, path),
  ...checkPlain(rule.ref, [...path, 'ref']),
  ...checkPlain(rule.endpoint, [...path, 'endpoint']),
  ...checkCount(rule.inputs, MAX_INPUTS, [...path, 'inputs']),
  ...checkTemplates(rule.inputs, [...path, 'inputs']),
  ...(rule.workflow !== undefined && rule.payload !== undefined
    ? [warn([...path, 'payload'], '"payload" has no effect beside "workflow"; a workflow takes "inputs"')]
    : []),
  ...checkRule(rule, path),
];

export const checkSubscribe = (rule: SubscribeRule, path: Path): readonly Finding[] => [
  ...checkRepositories(rule.from, [...path, 'from']),
  ...checkRule(rule, path),
];

export const checkAccept = (entry: Accept, path: Path): readonly Finding[] =>
  checkRepositories(entry.from, [...path, 'from']);

export const checkPublish = (entry: Publish, path: Path): readonly Finding[] =>
  checkRepositories(entry.to, [...path, 'to']);

const checkTarget = (rule: NotifyRule, path: Path): readonly Finding[] => {
  const conflict = (key: string, message: string): Finding => ({
    code: 'config-conflict',
    path: [...path, key],
    at: 'key',
    message,
  });
  if (rule.hub === undefined && rule.endpoint === undefined)
    return [
      {
        code: 'config-missing-key',
        path,
        message: 'the route has no target; add "hub: owner/name", or "endpoint: <name>"',
      },
    ];
  const onlyWithWorkflow = (['ref', 'inputs'] as const).filter((key) => rule[key] !== undefined);
  return [
    ...(rule.hub !== undefined && rule.endpoint !== undefined
      ? [conflict('endpoint', '"hub" and "endpoint" can\'t stand together; make two routes of them')]
      : []),
    ...(rule.workflow !== undefined && rule.hub === undefined
      ? [conflict('workflow', '"workflow" needs the "hub" whose workflow it is')]
      : []),
    ...(rule.workflow === undefined
      ? onlyWithWorkflow.map((key) =>
          conflict(key, `"${key}" is for a workflow; add "workflow: <file>.yml", or use "payload"`),
        )
      : []),
  ];
};

const checkRule = (rule: Rule, path: Path): readonly Finding[] => [
  ...checkOn(rule.on, [...path, 'on']),
  ...(rule.if === undefined ? [] : checkCondition(rule.if, [...path, 'if'])),
  ...checkPlain(rule['event-type'], [...path, 'event-type']),
  ...checkPayload(rule.payload, [...path, 'payload']),
  ...checkCoalesce(rule.coalesce, [...path, 'coalesce']),
  ...(rule.forks === true && rule.on.pull_request === undefined && rule.on.workflow_run === undefined
    ? [warn([...path, 'forks'], '"forks" has no effect: the route does not listen to pull_request')]
    : []),
  ...(rule.chain === true && rule.on.workflow_run === undefined
    ? [warn([...path, 'chain'], '"chain" has no effect: the route does not listen to workflow_run')]
    : []),
];

const checkCoalesce = (milliseconds: number | undefined, path: Path): readonly Finding[] =>
  milliseconds === undefined || milliseconds <= MOST_COALESCE
    ? []
    : [{ code: 'config-limit', path, message: 'the duration is over an hour; expected 1s to 1h' }];
