import { CHECK_LIMITS } from './check-run.ts';
import { clip, code, paragraphs, table, time } from './markdown.ts';
import { type Outcomes } from './reported.ts';
import { type Verdict } from './verdict.ts';

/** An issue as it should be. One that is `closed` is not opened to be closed. */
export interface Issue {
  readonly state: 'open' | 'closed';
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface FailureReportOptions {
  /** It is found again by it. */
  readonly id: string;
  readonly route: string;
  readonly hub: string;
  /** Whose event the last one was that died. */
  readonly spoke?: string;
  /** Whether the route is in a file still. */
  readonly isInForce: boolean;
  /** Whether whoever reads the issue may know what happens in the hub. */
  readonly mayShowHub: boolean;
  /** Why nothing can be sent by this route any more, where that is known already. */
  readonly obstacle?: Verdict;
  readonly explain: (
    code: string | undefined,
  ) => { readonly text: string; readonly remedy: string } | undefined;
}

/** What a body holds, and nobody sees, so that the issue is found again. */
export const markerOf = (id: string): string => `<!-- hub-relay report ${id} -->`;

/** The issue about a route. */
export const failureReport = (outcomes: Outcomes, options: FailureReportOptions): Issue => {
  const { hub, route, id } = options;
  const title = clip(`Hub Relay cannot tell ${hub}`, CHECK_LIMITS.title);
  const isFailing = options.isInForce && (outcomes.dead > 0 || options.obstacle !== undefined);
  const body = isFailing ? failing(outcomes, options) : working(outcomes, options);
  return {
    state: isFailing ? 'open' : 'closed',
    title,
    body: paragraphs(`Route ${code(route)} → ${code(hub)}`, body, markerOf(id)),
  };
};

const failing = (outcomes: Outcomes, options: FailureReportOptions): string => {
  const { obstacle, mayShowHub } = options;
  const { lastDead } = outcomes;
  const known = options.explain(lastDead?.code);
  const why =
    lastDead && (mayShowHub ? `${code(lastDead.reason ?? '')} ${known?.text ?? ''}`.trim() : HIDDEN);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Stopped', obstacle && (mayShowHub ? code(obstacle.reason) : ANY_OBSTACLE)],
    ['Given up', outcomes.dead > 0 ? givenUp(outcomes) : undefined],
    ['Why', obstacle ? undefined : why],
    ['Last of them', lastDead && `${code(lastDead.id)}, ${time(lastDead.at)}${ofSpoke(options)}`],
    ['Waiting', outcomes.waiting > 0 ? String(outcomes.waiting) : undefined],
  ];
  return paragraphs(
    obstacle
      ? 'This route has told its hub before, and cannot any more.'
      : 'Notifications of this route were given up. None is lost: each can be replayed.',
    table(
      ['', ''],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    `**What to do:** ${remedy(options, known?.remedy)}`,
    'This issue is brought up to date while it is open, and closed when the route works again.',
  );
};

/** Which of them, not everybody may know. */
const ANY_OBSTACLE =
  'The App was removed from the hub or is suspended there, the hub was archived, “Contents: write” was withdrawn, or the operator took the endpoint out.';

const HIDDEN = 'Not shown here, because not everybody who may read this may read the hub.';

const ofSpoke = ({ spoke }: FailureReportOptions): string =>
  spoke === undefined ? '' : `, of ${code(spoke)}`;

const givenUp = ({ dead, firstDeadAt }: Outcomes): string =>
  `${dead}${firstDeadAt === undefined ? '' : `, since ${time(firstDeadAt)}`}`;

const remedy = ({ obstacle, hub, mayShowHub }: FailureReportOptions, known: string | undefined): string => {
  const again = `Then send what was given up: ${code(`hub-relay notifications replay --state dead --hub ${hub}`)}`;
  if (!mayShowHub) return `ask whoever maintains it. ${again}`;
  if (obstacle)
    return `install the App on the hub again, or grant what it lacks, or remove the route. ${again}`;
  return `${known ?? 'mend the cause.'} ${again}`;
};

const working = ({ deliveredAt }: Outcomes, { hub, isInForce }: FailureReportOptions): string => {
  if (!isInForce) return 'This route is not in force any more.';
  return deliveredAt === undefined
    ? `${code(hub)} can be told again.`
    : `${code(hub)} was told again at ${time(deliveredAt)}.`;
};
