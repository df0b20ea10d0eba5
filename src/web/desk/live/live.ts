import { type DeskApp, type DeskOptions } from '../desk-options.ts';

/** Server-sent events: that something changed, and never what. */
export const addLive = (_app: DeskApp, _options: DeskOptions): void => undefined;
