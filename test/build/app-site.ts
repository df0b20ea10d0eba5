import { locationOf } from './visitor.ts';

/** As much of GitHub's pages about Apps as a person clicks through. */
const submit = async (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

/** The button of the set-up page leads to `url`, then "Create GitHub App" is clicked: where the browser is sent back to. */
export const createGithubApp = async (
  url: string,
  manifest: unknown,
  changes: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  const page = await submit(url, { manifest: text });
  const html = await page.text();
  if (page.status !== 200) throw new Error(html);
  const [, login = ''] = /<option>([^<]*)/.exec(html) ?? [];
  const [, name = ''] = /name="name" value="([^"]*)"/.exec(html) ?? [];
  const { origin, pathname, searchParams } = new URL(url);
  const state = searchParams.get('state');
  const created = await submit(origin + pathname, {
    manifest: text,
    ...(state !== null && { state }),
    name,
    login,
    ...changes,
  });
  if (created.status !== 302) throw new Error(await created.text());
  return locationOf(created);
};

/** "Install" on the page of an App; `repositories` all, when left out. Where the browser is sent. */
export const installGithubApp = async (
  url: string,
  account: string,
  repositories?: readonly string[],
): Promise<string> => {
  const body = new URLSearchParams({ account, selection: repositories ? 'selected' : 'all' });
  for (const repository of repositories ?? []) body.append('repository', repository);
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  if (response.status !== 302) throw new Error(await response.text());
  return locationOf(response);
};
