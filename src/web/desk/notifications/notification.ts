import { type DeskApp, type DeskOptions } from '../desk-options.ts';
export const addNotification = (_app: DeskApp, _options: DeskOptions): void => undefined;
