import { type App } from '../installation.ts';
import { choice, escape, hidden, page } from './site-page.ts';

const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;

export const refusedPage = (problems: readonly string[]): string =>
  page('Invalid GitHub App configuration', list(problems));

interface Asked {
  /** The page's own address, which its form goes back to. */
  readonly action: string;
  readonly name: string;
  readonly manifest: string;
  readonly state: string | undefined;
  /** Who may create it: this GitHub knows no sessions. */
  readonly logins: readonly string[];
  readonly problems: readonly string[];
}

/** The name can still be changed here, as on GitHub. */
export const createAppPage = ({ action, name, manifest, state, logins, problems }: Asked): string =>
  page(
    'Create GitHub App',
    `${list(problems)}<form method="post" action="${escape(action)}">${hidden({ manifest, ...(state !== undefined && { state }) })}<p><label>GitHub App name <input name="name" value="${escape(name)}" required></label></p>${choice('Signed in as', 'login', logins)}<p><button>Create GitHub App</button></p></form>`,
  );

export const appPage = ({ name, slug, description, permissions, events }: App): string =>
  page(
    name,
    `<p>${escape(description)}</p>${list(Object.entries(permissions).map(([key, level]) => `${key}: ${level}`))}${list(events)}<p><a href="/apps/${escape(slug)}/installations/new">Install</a></p>`,
  );

/** `repositories` by their full names: those of the chosen account count. */
export const installPage = (
  { name, slug }: App,
  {
    accounts,
    repositories,
    state,
  }: {
    readonly accounts: readonly string[];
    readonly repositories: readonly string[];
    readonly state: string | undefined;
  },
): string => {
  const boxes = repositories.map(
    (one) =>
      `<p><label><input type="checkbox" name="repository" value="${escape(one)}"> ${escape(one)}</label></p>`,
  );
  return page(
    `Install ${name}`,
    `<form method="post" action="/apps/${escape(slug)}/installations/new">${hidden(state === undefined ? {} : { state })}${choice('Account', 'account', accounts)}<fieldset><legend>for these repositories:</legend><p><label><input type="radio" name="selection" value="all" checked> All repositories</label></p><p><label><input type="radio" name="selection" value="selected"> Only select repositories</label></p>${boxes.join('')}</fieldset><p><button>Install</button></p></form>`,
  );
};

export const installedPage = ({ name }: App, account: string): string =>
  page(`${name} is installed on ${account}`, '');
