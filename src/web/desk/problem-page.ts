import { html } from 'hono/html';
import { type DeskContext } from './desk-options.ts';
import { layout } from './layout.ts';

type Status = 400 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;

interface Problem {
  /** Its heading: "Not found". */
  readonly title: string;
  /** What happened and what to do; nothing of what a stranger wrote, and nothing that only some may read. */
  readonly sentence: string;
  /** Where to go on from here: a path and its name. */
  readonly way?: readonly [path: string, name: string];
}

/** A page of one sentence, for whoever can't have what was asked for. */
export const problemPage = (
  context: DeskContext,
  status: Status,
  { title, sentence, way }: Problem,
): Response | Promise<Response> => {
  // Where nobody is signed in yet, it is not set.
  const viewer = context.get('viewer') as DeskContext['var']['viewer'] | undefined;
  const content = html`<h1>${title}</h1>
    <p>${sentence}</p>
    ${way && html`<p><a href="${way[0]}">${way[1]}</a></p>`}`;
  context.header('cache-control', 'no-store');
  return context.html(layout({ title, ...(viewer && { viewer }), content }), status);
};

/** The same words for what there is not and for what is not for this person: else one could tell the two apart. */
export const notFoundPage = (context: DeskContext): Response | Promise<Response> =>
  problemPage(context, 404, {
    title: 'Not found',
    sentence: 'There is nothing here, or nothing that you may see.',
    way: ['/', 'To the overview'],
  });
