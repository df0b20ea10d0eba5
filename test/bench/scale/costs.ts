import { readFileSync } from 'node:fs';

/** Milliseconds of one thread, unless it says otherwise. */
export interface Costs {
  /** When and on what they were measured, and by what command. */
  readonly measured: {
    readonly at: string;
    readonly machine: string;
    readonly node: string;
    readonly command: string;
  };
  /** Of the whole process, for an event that fires nothing, and for one that is sent; what is not in the steps is `request` and `dispatch`. */
  readonly whole: { readonly perEvent: number; readonly perSent: number };
  /** Until the disk has it; the thread does something else meanwhile. */
  readonly commit: number;
  /** To take one webhook in: HTTP, signature, JSON, log, answer. */
  readonly request: number;
  readonly record: { readonly perCommit: number; readonly perEvent: number };
  /** `perEvent`: read it, look for its routes, mark it planned. `perNotification`: what each that fires costs beyond that. */
  readonly plan: { readonly perCommit: number; readonly perEvent: number; readonly perNotification: number };
  readonly claim: { readonly perTurn: number; readonly perNotification: number };
  /** One request to GitHub, without what the store takes. */
  readonly dispatch: number;
  readonly finish: { readonly perCommit: number; readonly perNotification: number };
  /** Written to the disk (write-ahead log and file), beside the body of the event. */
  readonly bytes: { readonly perEvent: number; readonly perNotification: number };
  /** Rows inserted or updated, and statements. */
  readonly rows: { readonly perEvent: number; readonly perNotification: number };
  /** Memory of the index, in bytes. */
  readonly index: { readonly perInstallation: number; readonly perRepository: number };
  /** Memory of the process before it knows anything, in bytes. */
  readonly idle: number;
}

export const COSTS_FILE = new URL('./costs.json', import.meta.url);

export const readCosts = (): Costs => JSON.parse(readFileSync(COSTS_FILE, 'utf8')) as Costs;
