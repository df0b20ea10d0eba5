import { html } from 'hono/html';
import { printable } from '../../../core/printable.ts';
import { type Repository } from '../../../core/repository.ts';
import { type Html } from '../layout.ts';
import { repositoryPath } from '../paths.ts';

/** `routes` counts those that the viewer may know of. */
export interface ListedRepository {
  readonly repository: Repository;
  readonly file: 'right' | 'wrong' | 'unreadable' | 'missing';
  readonly isSpoke: boolean;
  readonly isHub: boolean;
  readonly routes: number;
}

/** `page` counts from 1. `wrong`: of all that match, those whose file is not in force. */
export interface RepositoryList {
  readonly name: string;
  readonly onlyWrong: boolean;
  readonly rows: readonly ListedRepository[];
  readonly found: number;
  readonly wrong: number;
  readonly page: number;
  readonly pages: number;
}

/** The repositories that somebody may see. */
export const listPage = (list: RepositoryList): Html =>
  html`<h1>Repositories</h1>
    <form class="find" method="get" action="/repositories" role="search">
      <label for="name">Name</label>
      <input id="name" name="name" type="search" value="${list.name}" autocomplete="off" spellcheck="false" />
      <label class="check">
        <input type="checkbox" name="file" value="wrong" ${list.onlyWrong ? 'checked' : ''} />
        only files that are not in force
      </label>
      <button type="submit">Find</button>
    </form>
    <p role="status" class="muted">
      ${list.found.toLocaleString('en-US')}
      ${list.found === 1 ? 'repository' : 'repositories'}${
        list.wrong > 0
          ? html`, <strong class="bad">✗ ${list.wrong} with a file that is not in force</strong>`
          : ''
      }
    </p>
    ${list.rows.length === 0 ? nothing(list) : table(list.rows)} ${pager(list)}`;

const nothing = ({ name, onlyWrong }: RepositoryList): Html =>
  html`<p class="notice">
    ${
      name === '' && !onlyWrong
        ? 'There are none that you may see. The App must be installed on a repository; a member sees those that they can read on GitHub.'
        : 'None that you may see matches.'
    }
  </p>`;

const table = (rows: readonly ListedRepository[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Repositories">
    <table class="repositories">
      <thead>
        <tr>
          <th scope="col">Repository</th>
          <th scope="col">Its file</th>
          <th scope="col">It is a</th>
          <th scope="col" class="number">Routes</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;

const FILES: Readonly<Record<ListedRepository['file'], { readonly text: string; readonly level: string }>> = {
  right: { text: '✓ in force', level: 'good' },
  wrong: { text: '✗ wrong', level: 'bad' },
  unreadable: { text: '✗ not given to us', level: 'bad' },
  missing: { text: 'none', level: 'muted' },
};

const row = ({ repository, file, isSpoke, isHub, routes }: ListedRepository): Html => {
  const { fullName, visibility, archived } = repository;
  const { text, level } = FILES[file];
  return html`<tr>
    <th scope="row">
      <a href="${repositoryPath(fullName) ?? ''}"><bdi>${printable(fullName)}</bdi></a>
      ${visibility !== 'public' && html`<span class="tag">${visibility}</span>`}
      ${archived && html`<span class="tag">archived</span>`}
    </th>
    <td class="${level}">${text}</td>
    <td>
      ${isHub && html`<span class="tag role">hub</span>`}
      ${isSpoke && html`<span class="tag role">spoke</span>`}
    </td>
    <td class="number">${routes === 0 ? '' : routes}</td>
  </tr>`;
};

const pager = ({ name, onlyWrong, page, pages }: RepositoryList): Html => {
  if (pages <= 1) return html``;
  const to = (number: number): string => {
    const query = new URLSearchParams({ name, ...(onlyWrong && { file: 'wrong' }), page: String(number) });
    return `/repositories?${query.toString()}`;
  };
  return html`<nav class="pager" aria-label="Pages of the list">
    ${page > 1 && html`<a href="${to(page - 1)}" rel="prev">Earlier in the alphabet</a>`}
    <span>Page ${page} of ${pages}</span>
    ${page < pages && html`<a href="${to(page + 1)}" rel="next">Later in the alphabet</a>`}
  </nav>`;
};
