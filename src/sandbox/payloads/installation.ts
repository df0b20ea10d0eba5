import { type App, type Installation } from '../installation.ts';
import { isoTime } from '../iso-time.ts';
import { type Urls } from '../urls.ts';
import { accountPayload } from './account.ts';
import { nodeId } from './node-id.ts';

/** `installation`: the same over REST and in webhooks. */
export const installationPayload = (
  urls: Urls,
  installation: Installation,
): Readonly<Record<string, unknown>> => {
  const { id, app, account } = installation;
  const isOrganization = account.type === 'Organization';
  return {
    id,
    client_id: app.clientId,
    account: accountPayload(urls, account),
    repository_selection: installation.selection === 'all' ? 'all' : 'selected',
    access_tokens_url: `${urls.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${urls.api}/installation/repositories`,
    html_url: `${urls.html}/${isOrganization ? `organizations/${account.login}/` : ''}settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: 'read', ...installation.permissions },
    events: installation.events,
    created_at: isoTime(installation.createdAt),
    updated_at: isoTime(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : accountPayload(urls, account),
    suspended_at: installation.suspendedAt === undefined ? null : isoTime(installation.suspendedAt),
  };
};

/** What events of repositories say of the installation. */
export const installationReference = ({ id }: Installation): Readonly<Record<string, unknown>> => ({
  id,
  node_id: nodeId('MDIzOk', id),
});

/** `integration`: the App that did something, without the number of its installations. */
export const integrationPayload = (urls: Urls, app: App): Readonly<Record<string, unknown>> => ({
  id: app.id,
  client_id: app.clientId,
  slug: app.slug,
  node_id: nodeId('A', app.id),
  owner: accountPayload(urls, app.owner),
  name: app.name,
  description: app.description,
  external_url: `${urls.html}/${app.owner.login}`,
  html_url: `${urls.html}/apps/${app.slug}`,
  created_at: isoTime(app.createdAt),
  updated_at: isoTime(app.createdAt),
  permissions: { metadata: 'read', ...app.permissions },
  events: app.events,
});

/** The answer of `GET /app`. */
export const appPayload = (
  urls: Urls,
  app: App,
  installations: number,
): Readonly<Record<string, unknown>> => ({
  ...integrationPayload(urls, app),
  installations_count: installations,
});
