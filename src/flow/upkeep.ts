import { type Event } from '../core/event.ts';
import { isTrueAt, listAt, numberAt, textAt } from '../core/json.ts';
import { filesOfCommit } from '../core/pushed-files.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type Knowledge } from './knowledge.ts';
import { CONFIG_PATH } from './members.ts';

/** Brings our knowledge up to date with what this event tells of; `undefined` where it tells of nothing. */
export type Upkeep = (event: Event) => Promise<void> | undefined;

/**
 * Events come late, out of order and twice, so none of them is believed: each only says what to look at again, and
 * GitHub is asked what is true now. Most events say nothing of the kind and cost no request.
 */
export const createUpkeep =
  (knowledge: Knowledge, index: RouteIndex): Upkeep =>
  (event) => {
    const { name, payload, installationId, repositoryId, repository, source } = event;
    if (source !== undefined) return undefined;
    if (name === 'installation' || name === 'installation_repositories') {
      const id = numberAt(payload, 'installation.id');
      return id === undefined ? undefined : knowledge.syncInstallation(id);
    }
    if (installationId === undefined || repositoryId === undefined || repository === undefined)
      return undefined;
    const known = index.repository(repositoryId);
    if (!known && name !== 'repository' && knowledge.isGone(repositoryId)) return undefined;
    if (name === 'repository' || !known) {
      return knowledge.syncRepository(installationId, repositoryId, repository);
    }
    const isTold = name === 'push' && mayTouchConfig(event, known.defaultBranch);
    return isTold ? knowledge.syncConfig(known) : undefined;
  };

/** GitHub lists at most this many commits of a push. */
const MOST_COMMITS = 2_048;

/** True also where the payload can't tell: looking once too often costs one request that finds nothing new. */
const mayTouchConfig = ({ payload }: Event, defaultBranch: string): boolean => {
  if (textAt(payload, 'ref') !== `refs/heads/${defaultBranch}` || isTrueAt(payload, 'deleted')) return false;
  const commits = listAt(payload, 'commits');
  if (isTrueAt(payload, 'forced') || commits.length === 0 || commits.length >= MOST_COMMITS) return true;
  return commits.some((commit) => {
    const files = filesOfCommit(commit);
    return files.length === 0 || files.includes(CONFIG_PATH);
  });
};
