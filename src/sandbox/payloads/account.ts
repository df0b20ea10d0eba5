import { type Account } from '../account.ts';
import { type Urls } from '../urls.ts';
import { nodeId } from './node-id.ts';

/** `simple-user` in GitHub's description: the owner, the sender, an author. */
export const accountPayload = (
  { html, api }: Urls,
  { id, login, type }: Account,
): Readonly<Record<string, unknown>> => {
  const url = `${api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type === 'Organization' ? 'O' : 'U', id),
    avatar_url: `${html}/avatars/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: type === 'Bot' ? `${html}/apps/${login.replace('[bot]', '')}` : `${html}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
};

export const organizationPayload = (
  { html, api }: Urls,
  { id, login }: Account,
): Readonly<Record<string, unknown>> => {
  const url = `${api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId('O', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${html}/avatars/u/${id}?v=4`,
    description: '',
  };
};

/** `public-user`: what an App learns of a person by their token. */
export const userPayload = (urls: Urls, account: Account): Readonly<Record<string, unknown>> => ({
  ...accountPayload(urls, account),
  name: null,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-01-01T00:00:00Z',
});
