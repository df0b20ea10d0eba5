import { type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** One cookie of ours: what the browser sends back, and only to us. */
export interface Cookie {
  read(context: Context): string | undefined;
  /** `seconds` is how long the browser keeps it. */
  write(context: Context, value: string, seconds: number): void;
  clear(context: Context): void;
}

/**
 * Over HTTPS its name begins with `__Host-`: no other host of the domain, and nobody on the way, can plant one.
 * `HttpOnly`: no script reads it. `SameSite=Lax`: other sites' forms and frames come without it, while the way back from
 * GitHub, which is a plain link, brings it along.
 *
 * A page whose own name was made to lead here (DNS rebinding) gains nothing: to the browser it is another host, for which
 * it has no cookie, and without one nothing is served, on loopback either. So the Host header need not be checked.
 */
export const createCookie = (name: string, isSecure: boolean): Cookie => {
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const;
  return {
    read: (context) => getCookie(context, fullName),
    write: (context, value, seconds) =>
      setCookie(context, fullName, value, { ...attributes, maxAge: seconds }),
    clear: (context) => void deleteCookie(context, fullName, attributes),
  };
};
