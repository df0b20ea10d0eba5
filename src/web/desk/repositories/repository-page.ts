import { html } from 'hono/html';
import { type Member } from '../../../core/in-force.ts';
import { lackingPermissions } from '../../../core/permissions.ts';
import { printable } from '../../../core/printable.ts';
import { type Installation } from '../../../core/repository.ts';
import { type Html } from '../layout.ts';
import { type Viewer } from '../viewer.ts';
import { brokenNote, type CardOptions, hubCard, spokeCard } from './route-cards.ts';
import { type SeenRoute, type SeenRules } from './seen-routes.ts';

export interface RepositoryPage {
  readonly member: Member;
  readonly installation: Installation | undefined;
  readonly viewer: Viewer;
  readonly server: string;
  readonly tells: readonly SeenRoute[];
  readonly told: SeenRules;
  readonly cards: CardOptions;
  readonly file: Html;
  readonly activity: Html;
}

/** All that we know of one repository. */
export const repositoryPage = (page: RepositoryPage): Html => {
  const { fullName } = page.member.repository;
  return html`<h1><bdi>${printable(fullName)}</bdi></h1>
    ${facts(page)} ${warnings(page)} ${page.file} ${tellsSection(page)} ${toldSection(page)} ${page.activity}`;
};

const facts = ({ member: { repository }, viewer, server }: RepositoryPage): Html => {
  const { fullName, visibility, archived, defaultBranch, formerNames = [] } = repository;
  const path = fullName
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  return html`<p class="facts">
    <span class="tag">${visibility}</span>
    ${archived && html`<span class="tag">archived</span>`}
    <span
      >default branch <code><bdi>${printable(defaultBranch)}</bdi></code></span
    >
    <a href="${server}/${path}" rel="noreferrer">on GitHub</a>
    ${
      viewer.isOperator && formerNames.length > 0
        ? html`<span class="muted">formerly ${formerNames.map(printable).join(', ')}</span>`
        : ''
    }
  </p>`;
};

/** Why nothing, or not all, can be heard of it or told to it, whatever its file says. */
const warnings = ({ member: { repository }, installation, cards }: RepositoryPage): Html => {
  const lacking = installation ? lackingPermissions(installation) : [];
  const held = cards.broken.get(repository.id);
  return html`${
    installation?.suspended === true
      ? html`<p class="notice bad">
          <strong>The installation on ${printable(installation.account)} is suspended:</strong> nothing is
          heard of it, and nothing can be told to it. Its owner can lift that on the installation’s page.
        </p>`
      : ''
  }
  ${
    repository.archived
      ? html`<p class="notice">
          <strong>It is archived:</strong> nothing happens there, and it takes no dispatches.
        </p>`
      : ''
  }
  ${
    lacking.length > 0
      ? html`<div class="notice bad">
          <p><strong>The installation does not grant all that the App asks for:</strong></p>
          <ul>
            ${lacking.map((need) => html`<li>${printable(need)}</li>`)}
          </ul>
          <p>Its owner can accept that on the installation’s page.</p>
        </div>`
      : ''
  }
  ${held && brokenNote(held, cards.now)}`;
};

const tellsSection = ({ tells, cards, viewer }: RepositoryPage): Html =>
  html`<section aria-labelledby="tells">
    <h2 id="tells">Whom it tells</h2>
    ${
      tells.length === 0
        ? html`<p class="muted">Nobody: no route speaks of it.</p>`
        : html`<div class="routes">${tells.map((seen) => spokeCard(seen, cards))}</div>`
    }
    ${unseen(viewer)}
  </section>`;

const toldSection = ({ told, cards, member: { config }, viewer }: RepositoryPage): Html =>
  html`<section aria-labelledby="told">
    <h2 id="told">Who tells it</h2>
    ${
      told.rules.length === 0
        ? html`<p class="muted">
            ${config.accept.length > 0 ? 'It accepts some, but no route leads to it.' : 'Nobody: no route leads to it.'}
          </p>`
        : html`<div class="routes">
            ${told.rules.map((rule) => hubCard(rule, told.more.get(rule.route.id) ?? 0, cards))}
          </div>`
    }
    ${told.isWhole ? '' : html`<p class="muted">There was no time to look at all repositories.</p>`}
    ${unseen(viewer)}
  </section>`;

/** Said always, so that it does not tell whether there are any. */
const unseen = (viewer: Viewer): Html =>
  viewer.isOperator
    ? html``
    : html`<p class="muted">Routes of files and of repositories that you cannot read are not listed.</p>`;
