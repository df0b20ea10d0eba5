import { html, raw } from 'hono/html';
import { type HtmlEscapedString } from 'hono/utils/html';
import { type Script, scriptPath, stylePath } from './assets.ts';
import { type Viewer } from './viewer.ts';

/** HTML in which everything that was put in is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageParts {
  /** Of the page, without the product's name. */
  readonly title: string;
  /** Absent where nobody is signed in. */
  readonly viewer?: Viewer;
  /** The section that is shown, by its path. */
  readonly section?: '/' | '/notifications' | '/repositories' | '/try';
  readonly scripts?: readonly Script[];
  readonly content: Html;
}

const SECTIONS = [
  ['/', 'Overview'],
  ['/notifications', 'Notifications'],
  ['/repositories', 'Repositories'],
  ['/try', 'Try it'],
] as const;

/** The frame of every page: what stands on all of them, and nothing that is loaded from elsewhere. */
export const layout = ({ title, viewer, section, scripts = [], content }: PageParts): Html =>
  html`${raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Hub Relay</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${stylePath}" />
        ${scripts.map((script) => html`<script src="${scriptPath(script)}" type="module"></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">${emblem()} Hub Relay</a>
          ${viewer && navigation(section)} ${viewer && scripts.includes('live') && liveControl()}
          ${viewer && account(viewer)}
        </header>
        <main id="content" tabindex="-1">${content}</main>
      </body>
    </html>`;

/** A hub, and the spokes that lead to it. */
const emblem = (): Html =>
  html`<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
    <path d="M12 12 5 5M12 12 19 5M12 12v9" />
    <circle cx="12" cy="12" r="4" />
    <circle cx="5" cy="5" r="2" />
    <circle cx="19" cy="5" r="2" />
    <circle cx="12" cy="21" r="2" />
  </svg>`;

/** Of no use without the script, which shows it. No live region: who listens to a page is not told that it is still live. */
const liveControl = (): Html =>
  html`<div class="live" id="live" hidden>
    <span class="live-state" id="live-state">live</span>
    <button type="button" id="live-pause" aria-label="Pause the live updates">Pause</button>
  </div>`;

const navigation = (section: PageParts['section']): Html =>
  html`<nav aria-label="Pages">
    ${SECTIONS.map(
      ([path, name]) =>
        html`<a href="${path}" ${path === section ? raw('aria-current="page"') : ''}>${name}</a>`,
    )}
  </nav>`;

const account = (viewer: Viewer): Html =>
  html`<form class="account" method="post" action="/sign-out">
    <span>${viewer.name}${viewer.isOperator ? html` <span class="tag">operator</span>` : ''}</span>
    <button type="submit">Sign out</button>
  </form>`;
