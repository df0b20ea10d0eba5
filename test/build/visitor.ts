/** As much of a browser as signing in needs: it keeps cookies, follows nothing, and says where its forms come from. */
export class Visitor {
  readonly #cookies = new Map<string, string>();
  readonly #url: string;

  /** `url` is where the pages are. */
  constructor(url: string) {
    this.#url = url;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** As if copied from another browser, or changed by hand. */
  plant(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      headers: { origin: this.#url },
      body: new URLSearchParams(fields),
    });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(path.startsWith('/') ? this.#url + path : path, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string> | undefined), ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const isOver = attributes.some((one) => /^max-age=0$/i.test(one));
    if (isOver) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

export const locationOf = (response: Response): string => response.headers.get('location') ?? '';

/** What a person clicks on GitHub's page "Authorize", by the address that led there; the address to which they are sent back. */
export const authorize = async (url: string, login: string | undefined): Promise<string> => {
  const page = await (await fetch(url)).text();
  if (!page.includes('<form')) throw new Error(page);
  const body = new URLSearchParams(new URL(url).searchParams);
  body.set(login === undefined ? 'cancel' : 'login', login ?? '1');
  const { origin, pathname } = new URL(url);
  return locationOf(await fetch(origin + pathname, { method: 'POST', body, redirect: 'manual' }));
};

/** The whole way; gives the answer to the last step. */
export const signInWithGithub = async (visitor: Visitor, login: string, to = '/'): Promise<Response> => {
  const begun = await visitor.get(`/sign-in/github?to=${encodeURIComponent(to)}`);
  return visitor.get(await authorize(locationOf(begun), login));
};
