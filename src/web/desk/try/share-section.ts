import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { codeOf, MOST_CODE } from './share.ts';
import { type Trial } from './trial.ts';

/** The trial as a link, where it fits into one. */
export const shareSection = (trial: Trial): Html => {
  const code = codeOf(trial);
  if (code.length > MOST_CODE)
    return html`<section class="share">
      <h2>Share it</h2>
      <p>
        This is too long for a link: ${kilobytes(code.length)} KB, and ${kilobytes(MOST_CODE)} KB are the most
        that is passed on whole everywhere.
      </p>
      <button type="submit" name="then" value="shorten">Drop the payload’s commits</button>
      <p class="muted">A filter of paths cannot be sure without them, and matches then.</p>
    </section>`;
  return html`<section class="share">
    <h2>Share it</h2>
    <p>
      <a class="link" href="/try#s=${code}">A link to this trial</a>
      <button type="button" data-copy hidden>Copy it</button>
    </p>
    <p class="muted">
      All that stands here is in the link itself, behind the “#”, which no log keeps. Whoever opens it must be
      signed in.
    </p>
  </section>`;
};

const kilobytes = (length: number): string => (length / 1024).toFixed(1);
