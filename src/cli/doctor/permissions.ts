import { grants, NEEDS, renderNeed } from '../../core/permissions.ts';
import { type Installation } from '../../core/repository.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('permissions');

/** Those that the App asks each owner for, one by one, each with what needs it. Without `contents` nothing works. */
export const checkPermissions = (asked: Pick<Installation, 'permissions'>): readonly Finding[] =>
  NEEDS.map((need) => {
    const { name, level } = need;
    if (grants(asked, name, level)) return ok(renderNeed(need));
    const found = `the App has ${name}: ${asked.permissions[name] ?? 'none'}, and needs ${renderNeed(need)}`;
    const remedy = `On the App’s page on GitHub, under "Permissions & events", ask for ${name}: ${level}; each owner must accept it then.`;
    return isVital(name) ? fail(found, remedy) : warn(found, remedy);
  });

export const isVital = (name: string): boolean => name === 'contents' || name === 'metadata';
