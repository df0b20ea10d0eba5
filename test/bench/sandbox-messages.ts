/** Owners are `org-0`, `org-1` …, each an organization with one installation. */
export interface World {
  readonly owners: number;
  /** Each owner's spokes `app-0` …, of which each notifies its own hub, `hub-0` … */
  readonly pairs: number;
  /** Each owner's spokes `quiet-0` …, that notify nobody. */
  readonly quiet?: number;
  /** Hubs `many-0` … of the first owner, that are all notified of its spoke `many`. */
  readonly many?: number;
}

/** A repository that pushes, and the body of a push to it. */
export interface Spoke {
  readonly fullName: string;
  /** Where its event is to arrive; none for one that notifies nobody. */
  readonly hubs: readonly string[];
  /** JSON; `MARK` stands in it wherever the new commit is named. */
  readonly push: string;
}

/** In place of a commit's id, by which a push is known again in the dispatch that it leads to. */
export const MARK = '0123456789abcdef0123456789abcdef01234567';

export interface Described {
  /** For GHE_HOST. */
  readonly host: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly spokes: readonly Spoke[];
}

/** A dispatch that was accepted. */
export interface Arrival {
  /** The commit's id, of the push that led to it. */
  readonly mark: string;
  readonly hub: string;
  /** `relay.id`; none from who has no such thing. */
  readonly id?: string;
  /** When it had been read, on the clock of `monotonic`. */
  readonly at: number;
}

/** What was asked of GitHub since it was told last. */
export interface Seen {
  readonly arrivals: readonly Arrival[];
  /** Of all requests, "POST /repos/*\/dispatches": how often. */
  readonly requests: Readonly<Record<string, number>>;
  /** Answers that were not 2xx or 304: "403 POST /repos/org-1/hub-0/dispatches". */
  readonly refused: readonly string[];
}

/** Milliseconds, the same in all processes of this machine. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;
