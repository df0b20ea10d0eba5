import { html } from 'hono/html';
import { ERRORS } from '../../../errors.ts';
import { type DeskApp, type DeskContext, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';
import { readOverview } from './overview-data.ts';
import { type Done, overviewPage } from './overview-page.ts';

export const addOverview = (app: DeskApp, { store, clock }: DeskOptions): void => {
  app.get('/', async (context) => {
    const { viewer } = context.var;
    const data = await readOverview(store, viewer, clock.now(), context.req.query('days') === '7' ? 7 : 1);
    const content = overviewPage(data, viewer, doneIn(context.req.query('done')));
    return context.html(layout({ title: 'Overview', viewer, section: '/', scripts: ['live'], content }));
  });

  app.post('/hubs/:id/retry', async (context) => {
    const { viewer } = context.var;
    const id = idIn(context.req.param('id'));
    // Whether there is such a hub is not for everybody to know.
    if (!viewer.isOperator || id === undefined) return notFound(context);
    const mended = await store.hubs.mend({ hubIds: [id] });
    return context.redirect(`/?done=${mended > 0 ? 'retried' : 'not-broken'}`, 303);
  });
};

const doneIn = (text: string | undefined): Done | undefined =>
  text === 'retried' || text === 'not-broken' ? text : undefined;

/** A repository's, or an endpoint's, which is negative. */
const idIn = (text: string): number | undefined => {
  const id = /^-?[0-9]{1,15}$/.test(text) ? Number(text) : 0;
  return id === 0 ? undefined : id;
};

const notFound = (context: DeskContext) => {
  const { text, remedy } = ERRORS['not-found'];
  const content = html`<h1>Not found</h1>
    <p>${text} ${remedy}</p>`;
  return context.html(layout({ title: 'Not found', viewer: context.var.viewer, content }), 404);
};
