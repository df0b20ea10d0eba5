import { createPrivateKey } from 'node:crypto';
import { getPrivateKey } from '@probot/get-private-key';
import { type Environment, type Report } from './problem.ts';

export const readAppId = (found: string | undefined, report: Report): number | undefined => {
  if (found === undefined) return undefined;
  const value = Number(found);
  if (Number.isSafeInteger(value) && value > 0) return value;
  report('APP_ID', found, 'use the number on the App’s page on GitHub');
  return undefined;
};

/** As Probot reads it (raw, with \n for line breaks, base64, a path, or the only .pem here), plus PRIVATE_KEY_FILE. */
export const readPrivateKey = (env: Environment, cwd: string, report: Report): string | undefined => {
  const path = env.PRIVATE_KEY_PATH?.trim() || env.PRIVATE_KEY_FILE?.trim();
  const inline = env.PRIVATE_KEY?.trim();
  const variable = inline
    ? 'PRIVATE_KEY'
    : env.PRIVATE_KEY_PATH?.trim()
      ? 'PRIVATE_KEY_PATH'
      : 'PRIVATE_KEY_FILE';
  try {
    const key = getPrivateKey({
      cwd,
      env: { ...(inline && { PRIVATE_KEY: inline }), ...(path && { PRIVATE_KEY_PATH: path }) },
    });
    if (key === null) return undefined;
    if (createPrivateKey(key).asymmetricKeyType === 'rsa') return key;
    report(variable, 'a key that is not RSA', 'generate a private key on the App’s page on GitHub');
  } catch {
    const found = inline
      ? 'something that is not a private key'
      : (path ?? 'more than one .pem file, or a broken one');
    report(variable, found, 'give the .pem file that GitHub made for this App, whole');
  }
  return undefined;
};
