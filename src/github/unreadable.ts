import { type ConfigFile } from '../flow/ports.ts';

export const NOT_A_FILE: ConfigFile = { state: 'unreadable', problem: 'it is not a file' };
export const TOO_LARGE: ConfigFile = {
  state: 'unreadable',
  problem: 'it is larger than 1 MB; 64 KiB are allowed',
};
