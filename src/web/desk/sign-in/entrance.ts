import { html } from 'hono/html';
import { type DeskApp } from '../desk-options.ts';
import { layout } from '../layout.ts';

/** The pages by which one comes in and goes. */
export const addEntrance = (app: DeskApp): void => {
  app.get('/sign-in', (context) =>
    context.html(layout({ title: 'Sign in', content: html`<h1>Sign in to Hub Relay</h1>` })),
  );
};
