import { readFileSync } from 'node:fs';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';

/** A fenced block; `line` is that of its fence, counted from 1. Without the prefixes of a list or quotation around it. */
export interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** As it is written, with its markup. */
export interface Heading {
  readonly text: string;
  readonly depth: number;
  readonly line: number;
}

export interface MarkdownDocument {
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What may stand after "#" in a link to it. */
  readonly anchors: ReadonlySet<string>;
  /** Blocks of indented lines, which show no language. */
  readonly indented: readonly number[];
  readonly headings: readonly Heading[];
  /** What stands in backquotes within the text. */
  readonly spans: readonly { readonly text: string; readonly line: number }[];
}

/** Reads a document of this repository as GitHub does. */
export const readMarkdown = (path: string): MarkdownDocument => {
  const blocks: Block[] = [];
  const links: Link[] = [];
  const headings: Heading[] = [];
  const ids: string[] = [];
  const spans: { text: string; line: number }[] = [];
  const indented: number[] = [];
  const source = readFileSync(path, 'utf8');
  const events = postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(source, 'utf8', true)),
  );
  for (const [kind, token, context] of events) {
    if (kind !== 'enter') continue;
    const text = context.sliceSerialize(token);
    const { line } = token.start;
    if (token.type === 'codeFenced') blocks.push(blockOf(text, line));
    else if (token.type === 'codeText') spans.push({ text: text.replaceAll(/^`+ ?| ?`+$/g, ''), line });
    else if (token.type === 'codeIndented') indented.push(line);
    else if (token.type === 'resourceDestinationString' || token.type === 'definitionDestinationString')
      links.push({ target: text, line });
    else if (token.type === 'atxHeadingText' || token.type === 'setextHeadingText')
      headings.push({ text, depth: depthAt(source, line), line });
    else if (token.type === 'htmlFlow' || token.type === 'htmlText') {
      for (const [, target = ''] of text.matchAll(/\b(?:src|srcset|href)="([^"]*)"/g))
        links.push({ target, line });
      for (const [, id = ''] of text.matchAll(/\b(?:id|name)="([^"]*)"/g)) ids.push(id);
    }
  }
  return {
    path,
    blocks,
    links,
    anchors: new Set([...slugsOf(headings.map(({ text }) => text)), ...ids]),
    indented,
    headings,
    spans,
  };
};

const depthAt = (source: string, line: number): number =>
  /^#*/.exec(source.split('\n')[line - 1] ?? '')?.[0].length ?? 0;

const blockOf = (text: string, line: number): Block => {
  const [fence = '', ...lines] = text.split('\n');
  const [, info = ''] = /^\s*[`~]+\s*(\S*)/.exec(fence) ?? [];
  return { language: info, text: `${lines.slice(0, -1).join('\n')}\n`, line };
};

/** As GitHub makes them: without markup and punctuation, and with a number where a heading is there already. */
const slugsOf = (headings: readonly string[]): readonly string[] => {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
};

export const slugOf = (heading: string): string =>
  heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/(?<![\w`])_([^_]+)_(?!\w)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
