import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';
import { notFoundPage } from '../problem-page.ts';
import { veilFor } from '../veil.ts';
import { readOverview } from './overview-data.ts';
import { type Done, overviewPage } from './overview-page.ts';

export const addOverview = (app: DeskApp, { store, index, clock, changed }: DeskOptions): void => {
  app.get('/', async (context) => {
    const { viewer } = context.var;
    const data = await readOverview(store, {
      viewer,
      veil: veilFor(viewer, index),
      now: clock.now(),
      days: context.req.query('days') === '7' ? 7 : 1,
    });
    const content = overviewPage(data, viewer, doneIn(context.req.query('done')));
    return context.html(layout({ title: 'Overview', viewer, section: '/', scripts: ['live'], content }));
  });

  app.post('/hubs/:id/retry', async (context) => {
    const { viewer } = context.var;
    const id = idIn(context.req.param('id'));
    // Whether there is such a hub is not for everybody to know.
    if (!viewer.isOperator || id === undefined) return notFoundPage(context);
    const mended = await store.hubs.mend({ hubIds: [id] }, clock.now(), viewer.actor);
    changed();
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
