import { html } from 'hono/html';
import { type DeskContext } from '../desk-options.ts';
import { layout } from '../layout.ts';

/** The one answer for what there is not and for what is not for this viewer, so that nobody learns which it is. */
export const noSuchRepository = (context: DeskContext): Promise<Response> | Response =>
  context.html(
    layout({
      title: 'No such repository',
      viewer: context.var.viewer,
      section: '/repositories',
      content: html`<h1>There is no such repository</h1>
        <p>
          Or the App is not installed there, or you cannot read it on GitHub.
          <a href="/repositories">Those that you may see</a>
        </p>`,
    }),
    404,
  );
