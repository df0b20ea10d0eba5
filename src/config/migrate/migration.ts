import { type JsonObject } from '../../core/json.ts';
import { nameKey } from '../../core/repository.ts';
import { parseConfig } from '../parse.ts';
import { leftoversOf, type Leftover } from './leftovers.ts';
import { migrateWorkflow, type MigratedWorkflow } from './migrate-workflow.ts';
import { type Note, noteOf, sortedNotes } from './note.ts';
import { fittingOf, problemOf, renderConfig, type WrittenRoute } from './render-config.ts';
import { type DraftRoute } from './routes.ts';
import { unreadCallsOf } from './unread-calls.ts';
import { readWorkflowFile } from './workflow-file.ts';

export interface GivenWorkflow {
  /** As it is shown. */
  readonly path: string;
  readonly text: string;
}

/** What a hub has to accept. */
export interface NeededConsent {
  readonly hub: string;
  readonly eventTypes: readonly string[];
  readonly workflows: readonly string[];
}

export interface MigratedRoute extends WrittenRoute {
  readonly file: string;
  readonly line: number;
  readonly via: string;
}

export interface Migration {
  /** The text of `.github/hub-relay.yml`. */
  readonly config: string;
  readonly routes: readonly MigratedRoute[];
  readonly notes: readonly Note[];
  readonly hubs: readonly NeededConsent[];
  readonly leftovers: readonly Leftover[];
}

/**
 * The routes that do what these workflows did. Whatever the files hold, there is an answer, and its config is valid.
 * `repository` is the `owner/name` in which they stand, where it is known.
 */
export const migrate = (given: readonly GivenWorkflow[], repository?: string): Migration => {
  const notes: Note[] = [];
  const paths = given.map(({ path }) => path);
  const migrated: MigratedWorkflow[] = [];
  for (const { path, text } of given) {
    const file = readWorkflowFile(path, text);
    if ('problem' in file) {
      const { problem, isAction, line, column } = file;
      const code = isAction === true ? 'action-file' : 'workflow-unreadable';
      notes.push(noteOf(path, { code, what: problem, place: { line, column } }));
      continue;
    }
    migrated.push(migrateWorkflow(file, repository));
    notes.push(...unreadCallsOf(file, paths).map((loss) => noteOf(path, loss)));
  }
  for (const { file, losses } of migrated) notes.push(...losses.map((loss) => noteOf(file.path, loss)));
  const checked = migrated.flatMap(({ file, calls }) =>
    calls.flatMap(({ routes }) => routes.map((route) => checkedRoute(file.path, route, notes))),
  );
  const routes = withinLimits(checked, notes);
  return {
    config: renderConfig(routes),
    routes,
    notes: sortedNotes(notes),
    hubs: consentsOf(routes),
    leftovers: migrated.flatMap(leftoversOf),
  };
};

const checkedRoute = (file: string, route: DraftRoute, notes: Note[]): MigratedRoute => {
  const { rule, place, via } = route;
  const problem = route.isDraft ? undefined : problemOf(rule);
  if (problem !== undefined) notes.push(noteOf(file, { code: 'route-invalid', what: problem, place }));
  const isDraft = route.isDraft || problem !== undefined;
  const codes = [
    ...new Set(
      route.losses
        .map((loss) => noteOf(file, loss))
        .flatMap(({ weight, code }) => (weight === 'lost' ? [code] : [])),
    ),
  ];
  return {
    rule,
    isDraft,
    file,
    line: place.line,
    via,
    comments: [
      `from ${file}:${place.line}, ${via}`,
      ...(isDraft ? ['A draft: complete it, then take away the # before its lines.'] : []),
      ...(codes.length > 0 ? [`Not carried over whole: ${codes.join(', ')}`] : []),
    ],
  };
};

/** What is too much becomes drafts; all of it where the whole still is none that can be read. */
const withinLimits = (routes: readonly MigratedRoute[], notes: Note[]): readonly MigratedRoute[] => {
  const fitting = fittingOf(routes);
  const first = routes[fitting];
  if (first !== undefined)
    notes.push(
      noteOf(first.file, { code: 'too-many-routes', what: '', place: { line: first.line, column: 1 } }),
    );
  const kept = routes.slice(0, fitting);
  if (parseConfig(renderConfig(kept)).config !== undefined) return kept;
  const all = kept.map((route) => ({ ...route, isDraft: true }));
  const [any] = all;
  if (any !== undefined)
    notes.push(noteOf(any.file, { code: 'too-many-routes', what: '', place: { line: any.line, column: 1 } }));
  return all;
};

const consentsOf = (routes: readonly MigratedRoute[]): readonly NeededConsent[] => {
  const active = routes.filter(({ isDraft }) => !isDraft).map(({ rule }) => rule);
  const hubs = new Map(textsOf(active, 'hub').map((hub) => [nameKey(hub), hub]));
  return [...hubs].map(([key, hub]) => {
    const rules = active.filter((rule) => textsOf([rule], 'hub').some((name) => nameKey(name) === key));
    return {
      hub,
      eventTypes: textsOf(
        rules.filter(({ workflow }) => workflow === undefined),
        'event-type',
      ),
      workflows: textsOf(rules, 'workflow'),
    };
  });
};

const textsOf = (rules: readonly JsonObject[], key: string): readonly string[] => [
  ...new Set(rules.flatMap(({ [key]: value }) => (typeof value === 'string' ? [value] : []))),
];
