const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);

export const page = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><main><h1>${escape(title)}</h1>${content}</main></html>`;

export const errorPage = (message: string): string => page(message, '');

/** What a form carries along unseen. */
export const hidden = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');

/** One of these, in a form. */
export const choice = (label: string, name: string, options: readonly string[]): string =>
  `<p><label>${escape(label)} <select name="${escape(name)}">${options
    .map((option) => `<option>${escape(option)}</option>`)
    .join('')}</select></label></p>`;
