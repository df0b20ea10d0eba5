import { html } from 'hono/html';
import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';

export const addRepositories = (app: DeskApp, _options: DeskOptions): void => {
  app.get('/repositories/:owner/:name', (context) =>
    context.html(
      layout({ title: 'Repository', viewer: context.var.viewer, content: html`<h1>Repository</h1>` }),
    ),
  );
};
