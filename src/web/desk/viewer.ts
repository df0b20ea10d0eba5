import { type Sight } from '../../flow/desk-ports.ts';

/** Who looks at the pages. `actor` is how the audit log names them. */
export type Viewer = Operator | Member;

/** Sees everything, and may do everything. */
interface Operator {
  readonly isOperator: true;
  readonly actor: string;
  readonly name: string;
}

/** Sees the repositories that GitHub lets them read, and replays where GitHub lets them write; by the ids of repositories. */
interface Member {
  readonly isOperator: false;
  readonly actor: string;
  readonly name: string;
  readonly readable: Sight;
  readonly writable: Sight;
}

/** `undefined`: everything. */
export const sightOf = (viewer: Viewer): Sight | undefined =>
  viewer.isOperator ? undefined : viewer.readable;

export const mayRead = (viewer: Viewer, repositoryId: number): boolean =>
  viewer.isOperator || viewer.readable.has(repositoryId);

interface Ends {
  readonly spokeId: number;
  readonly hubId?: number;
}

/** Both ends: a notification names the two. */
export const maySeeNotification = (viewer: Viewer, { spokeId, hubId }: Ends): boolean =>
  viewer.isOperator || (hubId !== undefined && mayRead(viewer, spokeId) && mayRead(viewer, hubId));

/** Who may write to one of the two could have had the hub told without us. */
export const mayReplay = (viewer: Viewer, ends: Ends): boolean =>
  viewer.isOperator ||
  (maySeeNotification(viewer, ends) &&
    [ends.spokeId, ends.hubId].some((id) => id !== undefined && viewer.writable.has(id)));
