import { html } from 'hono/html';
import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';

export const addTry = (app: DeskApp, _options: DeskOptions): void => {
  app.get('/try', (context) =>
    context.html(layout({ title: 'Try it', viewer: context.var.viewer, content: html`<h1>Try it</h1>` })),
  );
};
