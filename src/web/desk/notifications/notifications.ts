import { html } from 'hono/html';
import { type DeskApp, type DeskOptions } from '../desk-options.ts';
import { layout } from '../layout.ts';

export const addNotifications = (app: DeskApp, _options: DeskOptions): void => {
  app.get('/notifications', (context) =>
    context.html(
      layout({ title: 'Notifications', viewer: context.var.viewer, content: html`<h1>Notifications</h1>` }),
    ),
  );
};
