import { type Fields } from './oauth-codes.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);

const page = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><main><h1>${escape(title)}</h1>${content}</main></html>`;

export const errorPage = (message: string): string => page(message, '');

/** A button for each person, because this GitHub knows no sessions: whoever is clicked, is signed in. */
export const authorizePage = (app: string, asked: Fields, logins: readonly string[]): string => {
  const hidden = Object.entries(asked).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const buttons = logins.map(
    (login) => `<p><button name="login" value="${escape(login)}">Authorize as ${escape(login)}</button></p>`,
  );
  return page(
    `Authorize ${app}`,
    `<form method="post" action="/login/oauth/authorize">${hidden.join('')}${buttons.join('')}<p><button name="cancel" value="1">Cancel</button></p></form>`,
  );
};
