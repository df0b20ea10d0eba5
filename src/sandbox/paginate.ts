import { type Call } from './call.ts';
import { type Urls } from './urls.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** With a `link` where there is another page. */
  readonly headers: Readonly<Record<string, string>>;
}

const number = (text: string | undefined, fallback: number): number => {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
};

/** 30 unless asked for, 100 at most, as GitHub counts. */
export const perPage = ({ query }: Pick<Call, 'query'>): number =>
  Math.min(number(query['per_page'], 30), 100);

export const link = (
  urls: Urls,
  call: Call,
  changed: Readonly<Record<string, string | number>>,
  rel: string,
): string => {
  const search = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(changed)) search.set(name, String(value));
  return `<${urls.api}${call.path}?${search.toString()}>; rel="${rel}"`;
};

/** @see https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export const paginate = <T>(urls: Urls, call: Call, all: readonly T[]): Page<T> => {
  const size = perPage(call);
  const page = number(call.query['page'], 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const links = [
    ...(page > 1 ? [link(urls, call, { page: page - 1 }, 'prev')] : []),
    ...(page < last
      ? [link(urls, call, { page: page + 1 }, 'next'), link(urls, call, { page: last }, 'last')]
      : []),
    ...(page > 1 ? [link(urls, call, { page: 1 }, 'first')] : []),
  ];
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
};
