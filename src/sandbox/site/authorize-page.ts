import { type Fields } from './oauth-codes.ts';
import { escape, hidden, page } from './site-page.ts';

/** A button for each person, because this GitHub knows no sessions: whoever is clicked, is signed in. */
export const authorizePage = (app: string, asked: Fields, logins: readonly string[]): string => {
  const buttons = logins.map(
    (login) => `<p><button name="login" value="${escape(login)}">Authorize as ${escape(login)}</button></p>`,
  );
  return page(
    `Authorize ${app}`,
    `<form method="post" action="/login/oauth/authorize">${hidden(asked)}${buttons.join('')}<p><button name="cancel" value="1">Cancel</button></p></form>`,
  );
};
