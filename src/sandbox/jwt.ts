import { verify } from 'node:crypto';
import { type App } from './installation.ts';

/** The App that signed, or GitHub's own words on why the token is refused. */
export type JwtVerdict = { readonly app: App } | { readonly status: 401 | 404; readonly message: string };

const UNREADABLE: JwtVerdict = { status: 401, message: 'A JSON web token could not be decoded' };
const LONGEST_SECONDS = 600;

const refuse = (message: string): JwtVerdict => ({ status: 401, message });

const parsePart = (part: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const checkTimes = (iat: unknown, exp: unknown, nowSeconds: number): string | undefined => {
  if (iat === undefined) return "Missing 'issued at' claim ('iat') in assertion";
  // The words speak of an integer; GitHub says the same of a time in its future, which is what happens when a clock is fast.
  if (!Number.isInteger(iat) || Number(iat) > nowSeconds) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (exp === undefined) return "Missing 'expiration time' claim ('exp') in assertion";
  if (typeof exp !== 'number' || exp <= nowSeconds) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  return exp > nowSeconds + LONGEST_SECONDS
    ? "'Expiration time' claim ('exp') is too far in the future"
    : undefined;
};

/**
 * @param now milliseconds since the epoch
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export const verifyJwt = (token: string, apps: Iterable<App>, now: number): JwtVerdict => {
  const [head = '', body = '', signature = '', ...more] = token.split('.');
  const header = parsePart(head);
  const claims = parsePart(body);
  if (header?.['alg'] !== 'RS256' || claims === undefined || more.length > 0) return UNREADABLE;
  const { iss, iat, exp } = claims;
  if (iss === undefined) return refuse("Missing 'issuer' claim ('iss') in assertion");
  const issuer = typeof iss === 'number' || typeof iss === 'string' ? String(iss) : '';
  const app = [...apps].find(({ id, clientId }) => String(id) === issuer || clientId === issuer);
  if (app === undefined) {
    if (/^\d+$/.test(issuer)) return { status: 404, message: 'Integration not found' };
    return refuse("'Issuer' claim ('iss') must be an Integer");
  }
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url'))) return UNREADABLE;
  const problem = checkTimes(iat, exp, Math.floor(now / 1000));
  return problem === undefined ? { app } : refuse(problem);
};
