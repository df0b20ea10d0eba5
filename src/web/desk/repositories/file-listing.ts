import { html } from 'hono/html';
import { CONFIG_CODES } from '../../../config/codes.ts';
import { type Problem } from '../../../config/problems.ts';
import { printable } from '../../../core/printable.ts';
import { type Html } from '../layout.ts';

export interface ListingOptions {
  /** Begins the ids of its lines, which are the only ones of their kind on the page: "spoke" makes "spoke-12". */
  readonly id: string;
  /** What is listed, for who cannot see that. */
  readonly label: string;
  readonly text: string;
  /** In the lines and columns of the text, or of one whose lines are as long unless they differ. */
  readonly problems: readonly Problem[];
  /** As the problems count columns, where `text` is not the very same. */
  readonly original?: string;
}

/** A file with the numbers of its lines, and each problem below its line. */
export const fileListing = ({ id, label, text, problems, original = text }: ListingOptions): Html => {
  const written = linesOf(original);
  return html`<div class="scroll listing" tabindex="0" role="region" aria-label="${label}">
    <ol>
      ${linesOf(text).map((line, at) => {
        const found = problems.filter((problem) => problem.line === at + 1);
        // A place in a line that was changed is none.
        const columns = written[at] === line ? found.map(({ column }) => column) : [];
        return html`<li id="${id}-${at + 1}" class="${levelOf(found)}">
          <code>${markedLine(line, columns)}</code>${found.map((problem) => problemBelow(problem))}
        </li>`;
      })}
    </ol>
  </div>`;
};

/** The end of the last line begins no other. */
const linesOf = (text: string): readonly string[] => {
  const lines = text.split(/\r?\n/);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const levelOf = (found: readonly Problem[]): string => {
  if (found.length === 0) return '';
  return found.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
};

/** From a column to the end of what stands there. */
const markedLine = (line: string, columns: readonly number[]): Html => {
  const starts = [...new Set(columns)].map((column) => column - 1).filter((at) => at < line.length);
  const pieces: Html[] = [];
  let at = 0;
  for (const start of starts.toSorted((one, other) => one - other)) {
    if (start < at) continue;
    const end = start + Math.max(1, /^[^\s,:{}[\]]*/.exec(line.slice(start))?.[0].length ?? 0);
    pieces.push(html`${shown(line.slice(at, start))}<mark>${shown(line.slice(start, end))}</mark>`);
    at = end;
  }
  return html`${pieces}${shown(line.slice(at))}`;
};

/** A tab is no harm within a line. */
const shown = (text: string): string => text.split('\t').map(printable).join('\t');

const problemBelow = ({ severity, line, column, message, code }: Problem): Html =>
  html`<p class="problem">
    <strong>${severity === 'error' ? '✗ Problem' : '! Warning'}</strong>
    <span class="muted">line ${line}, column ${column}</span><br />
    ${printable(message)}.<br />
    <span class="muted">${remedyOf(code)} [${code}]</span>
  </p>`;

const remedyOf = (code: string): string =>
  Object.hasOwn(CONFIG_CODES, code) ? CONFIG_CODES[code as keyof typeof CONFIG_CODES].remedy : '';

/**
 * Each problem in one line, with the way to its place in the listing. `field`: the text that is being written, to which a
 * script goes instead.
 */
export const problemLinks = (id: string, problems: readonly Problem[], field?: string): Html =>
  html`<ul class="problems">
    ${problems.map(({ line, column, message, severity }) => {
      const place = field !== undefined && html` data-place="${field}:${line}:${column}"`;
      return html`<li class="${severity}">
        <a href="#${id}-${line}" ${place}>${line}:${column}</a>
        <span>${printable(message)}</span>
      </li>`;
    })}
  </ul>`;
