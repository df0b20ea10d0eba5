/** What the relay's process of the benchmark is told to do. */
export interface Order {
  readonly kind: 'push' | 'configure' | 'expire' | 'metrics' | 'ready' | 'claim' | 'rest' | 'stop';
  readonly spokes?: readonly Spoke[];
  /** That each push changes. */
  readonly files?: readonly string[];
  readonly before?: number;
}

export interface Spoke {
  readonly id: number;
  readonly fullName: string;
  readonly installationId: number;
  /** Of the commit that it pushes; one that nobody has, where it is left out. */
  readonly sha?: string;
}

/** Milliseconds. */
export interface Spent {
  readonly cpu: number;
  readonly wall: number;
}

/** `loaded`: milliseconds of the CPU until it could judge. Bytes. */
export interface Loaded {
  readonly loaded: number;
  readonly heap: number;
  readonly rss: number;
  readonly sizes: { readonly repositories: number; readonly routes: number };
}
