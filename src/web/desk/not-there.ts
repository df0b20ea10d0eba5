import { html } from 'hono/html';
import { type DeskContext } from './desk-options.ts';
import { layout } from './layout.ts';

/** One answer for what is not on record and for what somebody may not see: or asking would tell the two apart. */
export const notThere = (context: DeskContext): Response | Promise<Response> =>
  context.html(
    layout({
      title: 'Not found',
      viewer: context.var.viewer,
      content: html`<h1>There is nothing here</h1>
        <p>
          What you look for was never on record, was deleted when its time was over, or is not for you to see.
          Look for it among the <a href="/notifications">notifications</a>, and copy its address from there.
        </p>`,
    }),
    404,
  );
