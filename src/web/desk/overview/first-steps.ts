import { html } from 'hono/html';
import { type Html } from '../layout.ts';
import { type Viewer } from '../viewer.ts';

/** The smallest files with which something is told. */
export const HUB_FILE = `accept:
  - from: acme/*
`;
export const SPOKE_FILE = `notify:
  - hub: acme/docs
    on: push
`;

/** For who sees an empty page. */
export const firstSteps = (viewer: Viewer): Html =>
  html`<h2>No notification yet</h2>
    ${!viewer.isOperator && html`<p>At least none between two repositories that you can read: others are not shown to you.</p>`}
    <p>Three steps lead to the first one:</p>
    <ol class="steps">
      <li>
        Install the App on two repositories: a spoke, where something happens, and a hub, which is to be told.
      </li>
      <li>
        Commit <code>.github/hub-relay.yml</code> to the default branch of both.
        <div class="files">
          <figure>
            <figcaption>In the hub, <b>acme/docs</b></figcaption>
            <pre tabindex="0"><code>${HUB_FILE}</code></pre>
          </figure>
          <figure>
            <figcaption>In the spoke, <b>acme/app</b></figcaption>
            <pre tabindex="0"><code>${SPOKE_FILE}</code></pre>
          </figure>
        </div>
      </li>
      <li>Push to the spoke. The notification stands here a moment later.</li>
    </ol>
    <p>To see beforehand which routes fire, and why: <a href="/try">Try it</a>.</p>`;
