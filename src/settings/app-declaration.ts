import { readFileSync } from 'node:fs';
import { type AppDeclaration, readAppDeclaration } from '../config/app-manifest.ts';

/** From the app.yml of this package, wherever the program was started. */
export const readShippedDeclaration = (): AppDeclaration =>
  readAppDeclaration(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));
