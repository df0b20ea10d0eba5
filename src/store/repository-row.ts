import { type Installation, type Repository } from '../core/repository.ts';
import { type RepositoryRecord } from '../flow/ports.ts';
import { fromJson, present } from './columns.ts';
import { type InstallationRow, type RepositoryRow } from './tables.ts';

export const toRepositoryRow = ({ repository, config, stamp }: RepositoryRecord): RepositoryRow => ({
  id: repository.id,
  full_name: repository.fullName,
  installation_id: repository.installationId,
  visibility: repository.visibility,
  archived: repository.archived ? 1 : 0,
  default_branch: repository.defaultBranch,
  former_names: JSON.stringify(repository.formerNames ?? []),
  config_state: config.state,
  config_text: config.text ?? null,
  config_etag: config.etag ?? null,
  config_problem: config.problem ?? null,
  config_stamp: stamp ?? null,
});

export const fromRepositoryRow = (row: RepositoryRow): RepositoryRecord => ({
  repository: {
    id: row.id,
    fullName: row.full_name,
    installationId: row.installation_id,
    visibility: row.visibility,
    archived: row.archived === 1,
    defaultBranch: row.default_branch,
    ...formerNames(row),
  },
  config: {
    state: row.config_state,
    ...present({ text: row.config_text, etag: row.config_etag, problem: row.config_problem }),
  },
  ...present({ stamp: row.config_stamp }),
});

const formerNames = (row: RepositoryRow): Pick<Repository, 'formerNames'> => {
  const names = fromJson<readonly string[]>(row.former_names);
  return names.length === 0 ? {} : { formerNames: names };
};

export const toInstallationRow = (installation: Installation): InstallationRow => ({
  id: installation.id,
  account: installation.account,
  suspended: installation.suspended ? 1 : 0,
  permissions: JSON.stringify(installation.permissions),
});

export const fromInstallationRow = (row: InstallationRow): Installation => ({
  id: row.id,
  account: row.account,
  suspended: row.suspended === 1,
  permissions: fromJson<Installation['permissions']>(row.permissions),
});
