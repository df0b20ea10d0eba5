import { type Event } from './event.ts';
import { at, numberAt } from './json.ts';

/** A pull request, or the run of one, whose head is not surely in the repository itself; a deleted fork’s is null. */
export const isFromFork = ({ name, payload }: Event): boolean => {
  if (name === 'workflow_run') return isForkRun(payload);
  if (name !== 'pull_request') return false;
  const head = numberAt(payload, 'pull_request.head.repo.id');
  return head === undefined || head !== numberAt(payload, 'repository.id');
};

const isForkRun = (payload: Event['payload']): boolean => {
  const head = at(payload, 'workflow_run.head_repository');
  if (head === undefined) return false;
  return numberAt(head, 'id') !== numberAt(payload, 'repository.id');
};
