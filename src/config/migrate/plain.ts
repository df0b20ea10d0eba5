import { Meter, toData } from '../../core/expression-data.ts';
import { namesIn, splitTemplate } from '../../core/expression-names.ts';
import { interpolate } from '../../core/expression.ts';
import { type GithubContext } from '../../core/github-context.ts';
import { at, type JsonObject } from '../../core/json.ts';
import { type EventName } from '../../core/event.ts';
import { type On } from '../../core/route.ts';
import { carryText } from './carry-text.ts';
import { type Ground } from './ground.ts';
import { type Loss } from './note.ts';

/** Stand for this repository's owner and name where nobody says them. */
const OWNER = '\u0001';
const NAME = '\u0002';

/** What of the `github` context is the same for every event that a route listens to. */
export const constantsOf = (
  on: On,
  events: readonly EventName[],
  repository: string | undefined,
  isAfterBuild: boolean,
): JsonObject => {
  const [owner = OWNER, name = NAME] = repository?.split('/') ?? [];
  const [event] = events;
  const branch = isAfterBuild ? undefined : onlyBranch(on);
  const own = { name, full_name: `${owner}/${name}`, owner: { login: owner } };
  return {
    repository: `${owner}/${name}`,
    repository_owner: owner,
    event: { repository: own },
    ...(events.length === 1 && event !== undefined && { event_name: event }),
    ...(branch !== undefined && { ref: `refs/heads/${branch}`, ref_name: branch, ref_type: 'branch' }),
  };
};

/** Where only pushes to one branch count. */
const onlyBranch = ({ push, ...others }: On): string | undefined => {
  const [branch, second] = push?.branches ?? [];
  const isOnly =
    branch !== undefined &&
    second === undefined &&
    Object.keys(others).length === 0 &&
    push?.tags === undefined &&
    push?.['tags-ignore'] === undefined;
  return isOnly && /^[\w./-]+$/.test(branch) ? branch : undefined;
};

export interface Plain {
  /** Absent where it is not the same for every event; `own`: it is said over this repository, which nobody named. */
  readonly text?: string;
  readonly isOwn: boolean;
  readonly losses: readonly Loss[];
}

/** A text that a route takes as it is, without expressions. */
export const plainOf = (marked: string, ground: Ground, constants: JsonObject): Plain => {
  const { value, losses } = carryText(marked, ground, true);
  if (typeof value !== 'string') return { isOwn: false, losses };
  const isFixed = splitTemplate(value).every(
    ({ kind, text }) => kind === 'text' || isConstant(text, constants),
  );
  const filled = isFixed ? interpolate(value, contextOf(constants)) : { problem: '' };
  const text = 'value' in filled && typeof filled.value === 'string' ? filled.value.trim() : undefined;
  if (text === undefined) return { isOwn: false, losses };
  if (text === `${OWNER}/${NAME}`) return { isOwn: true, losses };
  return text.includes(OWNER) || text.includes(NAME)
    ? { isOwn: false, losses }
    : { text, isOwn: false, losses };
};

const isConstant = (source: string, constants: JsonObject): boolean =>
  namesIn(source)?.every(
    ({ kind, path }) =>
      kind === 'function' ||
      (path[0]?.toLowerCase() === 'github' &&
        path.length > 1 &&
        at(constants, path.slice(1).join('.')) !== undefined),
  ) ?? false;

const contextOf = (constants: JsonObject): GithubContext => {
  const meter = new Meter(200_000, 'it takes too long');
  return { meter, data: toData(constants, meter) as GithubContext['data'] };
};
