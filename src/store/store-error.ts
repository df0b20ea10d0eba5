/**
 * `store-unusable`: it could not be opened. `store-busy`: a lock or a commit did not come in time. `store-failed`: nothing is
 * written any more, and only opening it anew tells what it holds. `store-closed`: it was used after `close()`.
 * `attempt-not-open`: the attempt was finished already.
 */
export type StoreErrorCode =
  'store-unusable' | 'store-busy' | 'store-failed' | 'store-closed' | 'attempt-not-open';

/** The message is for a person: it names what was found and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  override readonly name = 'StoreError';

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const isBusy = (error: unknown): boolean => error instanceof StoreError && error.code === 'store-busy';
