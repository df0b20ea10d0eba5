/** What is left of an installation's hour, after what is kept back for reading; `resetAt` in milliseconds since 1970. */
export interface Quota {
  readonly left: number;
  readonly resetAt: number;
}
