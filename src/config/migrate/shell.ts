import { type Call } from './call.ts';
import { type Script } from './javascript.ts';

export const readShell = (_script: Script): readonly Call[] => [];
