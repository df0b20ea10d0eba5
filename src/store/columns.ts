/** A row's columns as an object's properties: what is null in a table is absent in an object. */
export const present = <T extends object>(columns: T): Present<T> =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)) as Present<T>;

export type Present<T> = {
  [K in keyof T as null extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** Text that this store wrote itself as JSON of a `T`, so that it is not checked again. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;
