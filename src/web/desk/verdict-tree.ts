import { html, raw } from 'hono/html';
import { printable } from '../../core/printable.ts';
import { type Verdict } from '../../core/verdict.ts';
import { type Html } from './layout.ts';
import { stateMark } from './state-tag.ts';

/** A verdict with its reasons; what passed is folded, what failed lies open. */
export const verdictTree = (verdict: Verdict): Html =>
  html`<ul class="verdict">
    ${branch(verdict, true)}
  </ul>`;

const branch = (verdict: Verdict, isRoot = false): Html => {
  const { passed, parts = [] } = verdict;
  if (parts.length === 0) return html`<li>${line(verdict)}</li>`;
  return html`<li>
    <details ${isRoot || !passed ? raw('open') : ''}>
      <summary>${line(verdict)}</summary>
      <ul>
        ${parts.map((part) => branch(part))}
      </ul>
    </details>
  </li>`;
};

const line = ({ rule, passed, reason }: Verdict): Html =>
  html`<span class="${passed ? 'passed' : 'failed'}"
      >${stateMark(passed ? 'delivered' : 'dead')} ${passed ? 'passed' : 'failed'}</span
    >
    <code>${printable(rule)}</code> ${printable(reason)}`;
