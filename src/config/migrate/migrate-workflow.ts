import { type EventName } from '../../core/event.ts';
import { type On } from '../../core/route.ts';
import { type Place } from '../place.ts';
import { type Call } from './call.ts';
import { conditionOf } from './conditions.ts';
import { environmentOf, runTimeNames } from './environment.ts';
import { type Ground } from './ground.ts';
import { type Handed, handedByJobs, handedIn } from './handed.ts';
import { Holes } from './holes.ts';
import { combinationsOf } from './matrix.ts';
import { type Loss } from './note.ts';
import { type DraftRoute, routeOf } from './routes.ts';
import { callsOf } from './step-calls.ts';
import { CALLED, type Triggers, triggersOf } from './triggers.ts';
import { hasWorkBefore } from './work.ts';
import { type Job, type Step, type WorkflowFile } from './workflow-file.ts';

/** What one call of a step became. */
export interface MigratedCall {
  readonly job: Job;
  readonly step: Step;
  readonly routes: readonly DraftRoute[];
  readonly isOwn: boolean;
  /** Nothing of it waits for a person. */
  readonly isWhole: boolean;
}

export interface MigratedWorkflow {
  readonly file: WorkflowFile;
  readonly calls: readonly MigratedCall[];
  readonly losses: readonly Loss[];
  readonly triggers: Triggers;
}

const NOTHING_HANDED: Handed = { env: new Map(), outputs: new Map() };

/** Every dispatch that a workflow sends, as routes. Never throws, whatever the file holds. */
export const migrateWorkflow = (file: WorkflowFile, repository?: string): MigratedWorkflow => {
  const holes = new Holes(file.text);
  const triggers = triggersOf(file);
  const losses: Loss[] = [];
  const calls = file.jobs.flatMap((job) => {
    const { before } = handedIn(file, job, holes);
    const fromJobs = handedByJobs(file, job, holes);
    return job.steps.flatMap((step) => {
      const handed = before.get(step) ?? NOTHING_HANDED;
      const env = environmentOf(file, job, step, holes, handed.env);
      const known = {
        env,
        runTimeEnv: runTimeNames(job, handed.env),
        outputs: new Map([...handed.outputs, ...fromJobs]),
      };
      const found = callsOf(file, job, step, env, holes);
      losses.push(...found.losses);
      const seen = new Set<string>();
      return found.calls.map((call) => {
        const all = migrateCall({ file, job, step, known, holes, triggers, repository }, call);
        // A loop that tries again sends the same.
        const drafts = all.filter(({ rule }) => !seen.has(JSON.stringify(rule)));
        if (drafts.length < all.length) losses.push(loss('sent-once', call, call.place));
        for (const { rule } of drafts) if ('hub' in rule) seen.add(JSON.stringify(rule));
        const isOwn = all.every(({ losses: told }) => told.some(({ code }) => code === 'hub-is-spoke'));
        return {
          job,
          step,
          isOwn: isOwn && all.length > 0,
          routes: drafts.filter(({ rule }) => 'hub' in rule),
          isWhole: all.length > 0 && all.every(({ isDraft }) => !isDraft),
          drafts,
        };
      });
    });
  });
  losses.push(...calls.flatMap(({ drafts }) => drafts.flatMap(({ losses: told }) => told)));
  return { file, calls, triggers, losses: [...losses, ...triggerLosses(calls, triggers, file)] };
};

/** Triggers matter only where something is carried over; a workflow that a run is waited for keeps its own. */
const triggerLosses = (
  calls: readonly Pick<MigratedCall, 'job' | 'step' | 'isOwn'>[],
  triggers: Triggers,
  file: WorkflowFile,
): readonly Loss[] => {
  const others = calls.filter(({ isOwn }) => !isOwn);
  if (others.length === 0) return [];
  const allWait = others.every(({ job, step }) => hasWorkBefore(file, job, step));
  return triggers.losses.filter(({ what }) => !allWait || what === CALLED);
};

interface Surroundings {
  readonly file: WorkflowFile;
  readonly job: Job;
  readonly step: Step;
  readonly known: Pick<Ground, 'env' | 'runTimeEnv' | 'outputs'>;
  readonly holes: Holes;
  readonly triggers: Triggers;
  readonly repository: string | undefined;
}

const migrateCall = (around: Surroundings, call: Call): readonly DraftRoute[] => {
  const { file, job, step, holes, triggers, repository } = around;
  const isAfterBuild = hasWorkBefore(file, job, step);
  const workflow = nameOf(file);
  const on: On = isAfterBuild
    ? { workflow_run: { workflows: [workflow], types: ['completed'] } }
    : triggers.on;
  if (Object.keys(on).length === 0) return [];
  const matrixPlace = file.placeOf([...job.path, 'strategy', 'matrix'], 0, 'key');
  const combinations = combinationsOf(job.value.strategy, holes, matrixPlace);
  const ground = (events: readonly EventName[]): Omit<Ground, 'matrix'> => ({
    holes,
    events,
    triggers: triggers.names,
    isAfterBuild,
    ...around.known,
    workflow,
    ...pushesOf(triggers.on),
  });
  const routesFor = (part: On): readonly DraftRoute[] =>
    (combinations ?? [undefined]).map((matrix) => {
      const whole = { ...ground(Object.keys(part) as EventName[]), ...(matrix && { matrix }) };
      const condition = conditionOf(file, job, step, whole);
      return routeOf(call, {
        ground: whole,
        on: part,
        condition,
        ...(repository !== undefined && { repository }),
      });
    });
  const routes = splitByEvent(on, routesFor);
  const { distinct, repeats } = withoutRepeats(routes);
  const extra: readonly Loss[] = [
    ...(repeats ? [loss('sent-once', call, matrixPlace)] : []),
    ...(isAfterBuild ? [loss('after-build', call, call.place)] : []),
    ...(job.value.environment === undefined
      ? []
      : [loss('environment-gate', call, file.placeOf([...job.path, 'environment'], 0, 'key'))]),
  ];
  const [first, ...rest] = distinct;
  return first === undefined || !('hub' in first.rule)
    ? distinct
    : [{ ...first, losses: [...first.losses, ...extra] }, ...rest];
};

const loss = (code: Loss['code'], { via }: Call, place: Place): Loss => ({ code, what: via, place });

/** What has to be fixed may depend on the event: then there is a route for each. */
const splitByEvent = (on: On, routesFor: (on: On) => readonly DraftRoute[]): readonly DraftRoute[] => {
  const together = routesFor(on);
  if (Object.keys(on).length < 2 || !together.some(({ isDraft }) => isDraft)) return together;
  const apart = Object.entries(on).map(([event, filter]) => routesFor({ [event]: filter }));
  return apart.flat().some(({ isDraft }) => isDraft) ? together : apart.flat();
};

const withoutRepeats = (
  routes: readonly DraftRoute[],
): { readonly distinct: readonly DraftRoute[]; readonly repeats: boolean } => {
  const seen = new Map<string, DraftRoute>();
  for (const route of routes) {
    const key = JSON.stringify(route.rule);
    if (!seen.has(key)) seen.set(key, route);
  }
  return { distinct: [...seen.values()], repeats: seen.size < routes.length };
};

/** A run is called after its workflow, which is called after its file where it has no name. */
const nameOf = ({ value, path }: WorkflowFile): string =>
  typeof value.name === 'string' && value.name !== ''
    ? value.name
    : `.github/workflows/${path.split('/').at(-1) ?? ''}`;

const pushesOf = ({ push }: On): Pick<Ground, 'pushes'> => {
  if (push === undefined) return { pushes: 'heads' };
  const hasBranches = (push.branches ?? push['branches-ignore']) !== undefined;
  const hasTags = (push.tags ?? push['tags-ignore']) !== undefined;
  return hasBranches === hasTags ? {} : { pushes: hasTags ? 'tags' : 'heads' };
};
