import { html } from 'hono/html';
import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';

export const addOverview = (app: DeskApp, _options: DeskOptions): void => {
  app.get('/', (context) =>
    context.html(layout({ title: 'Overview', viewer: context.var.viewer, content: html`<h1>Overview</h1>` })),
  );
};
