import { createGithubApp } from './app-site.ts';
import { type Visitor } from './visitor.ts';

const plain = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** What the button "Register GitHub App" sends, and to where. */
export const registrationIn = (
  page: string,
): { readonly action: string; readonly manifest: Readonly<Record<string, unknown>> } => {
  const action = /<form\s+method="post"\s+action="(http[^"]+)"/.exec(page)?.[1];
  const manifest = /name="manifest"\s+value="([^"]+)"/.exec(page)?.[1];
  if (action === undefined || manifest === undefined) throw new Error(`nothing to register in:\n${page}`);
  return {
    action: plain(action),
    manifest: JSON.parse(plain(manifest)) as Readonly<Record<string, unknown>>,
  };
};

/** Opens the set-up page at `url` and clicks on through GitHub's: where GitHub sends the browser back to. */
export const register = async (visitor: Visitor, query = ''): Promise<string> => {
  const page = await visitor.get(`/probot${query}`);
  const { action, manifest } = registrationIn(await page.text());
  return createGithubApp(action, manifest);
};
