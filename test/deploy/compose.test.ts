import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { appKey } from '../../src/sandbox/app-key.ts';
import { parseDuration } from '../../src/core/duration.ts';
import { readSettings } from '../../src/settings.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: {
    readonly front: { readonly ipam: { readonly config: readonly { subnet: string }[] } };
  };
};
const { services, secrets, networks } = compose;
const relays = Object.entries(services).filter(([, { build }]) => build !== undefined);
const relay = relays[0]![1];
const caddyfile = readFileSync('deploy/Caddyfile', 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('compose.yaml', () => {
  it('sets only variables that there are', () => {
    const known = new Set(
      [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name),
    );
    const names = Object.keys(relay.environment).map((name) => name.replace(/_FILE$/, ''));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('gives Hub Relay settings that are right, in the environment of the image', () => {
    const contents: Record<string, string> = {
      private_key: appKey().privateKey,
      webhook_secret: 'a secret',
      database_url: 'postgres://relay:password@postgres/relay',
    };
    const env: Record<string, string> = { NODE_ENV: 'production', HOST: '0.0.0.0' };
    for (const [name, value] of Object.entries(relay.environment)) {
      const [, secret] = /^\/run\/secrets\/(\w+)$/.exec(value) ?? [];
      if (secret !== undefined) {
        expect(relay.secrets).toContain(secret);
        writeFileSync(join(folder, secret), `${contents[secret]!}\n`);
      }
      env[name] = secret === undefined ? value : join(folder, secret);
    }
    env.APP_ID = '1';
    env.PUBLIC_URL = relay.environment.PUBLIC_URL!.replace(/\$\{DOMAIN.*\}/, 'relay.example.com');
    const { settings, problems } = readSettings(env);
    expect(problems).toEqual([]);
    expect(settings.databaseUrl).toBe(contents.database_url);
    expect(relay.environment.TRUSTED_PROXIES).toBe(networks.front.ipam.config[0]!.subnet);
  });

  it('waits longer for a stop than it may take', () => {
    const delay = parseDuration(relay.environment.SHUTDOWN_DELAY!)!;
    expect(parseDuration(relay.stop_grace_period)).toBeGreaterThanOrEqual(delay + 10_000);
  });

  it('runs two on one PostgreSQL, once that takes connections, and Caddy before both', () => {
    expect(relays).toHaveLength(2);
    expect(relay.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    const { healthcheck, environment } = services.postgres!;
    expect(healthcheck?.test).toEqual([
      'CMD',
      'pg_isready',
      `--username=${environment.POSTGRES_USER}`,
      `--dbname=${environment.POSTGRES_DB}`,
    ]);
    for (const [name] of relays) expect(caddyfile).toContain(` ${name}:3000`);
    expect(caddyfile).toContain('health_uri /readyz');
    expect(services.caddy!.volumes).toContain('./deploy/Caddyfile:/etc/caddy/Caddyfile:ro');
  });

  it('keeps the database from the outside, and each secret from those who need it not', () => {
    expect(services.postgres!.networks).toEqual(['back']);
    expect(services.caddy!.networks).toEqual(['front']);
    expect(services.caddy!.secrets).toBeUndefined();
    expect(services.postgres!.secrets).toEqual(['postgres_password']);
    expect(Object.values(secrets).every(({ file }) => file.startsWith('./secrets/'))).toBe(true);
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('secrets/');
    expect(existsSync('.dockerignore')).toBe(true);
  });

  it.each(Object.entries(services))('pins the image of %s, and gives it no rights to spare', (_, service) => {
    expect(service.image).toMatch(/^[a-z-]+:\d/);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.read_only ?? false).toBe(service !== services.postgres);
  });

  it('names the image by the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(relay.image).toBe(`hub-relay:${version}`);
  });
});

describe('the unit for systemd', () => {
  const unit = readFileSync('deploy/hub-relay.service', 'utf8');
  const settings = [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const);
  const valuesOf = (name: string): readonly string[] =>
    settings.filter(([found]) => found === name).map(([, value]) => value);

  it('reads each secret as a credential', () => {
    const credentials = valuesOf('LoadCredential').map((value) => value.split(':')[0]!);
    const read = valuesOf('Environment').filter((value) => value.includes('%d/'));
    expect(read.map((value) => value.split('=')[1])).toEqual(credentials.map((name) => `%d/${name}`));
    expect(read.every((value) => /^(PRIVATE_KEY|WEBHOOK_SECRET)_FILE=/.test(value))).toBe(true);
  });

  it('starts the program again, lets it write machine code, and write files only where they belong', () => {
    expect(valuesOf('Restart')).toEqual(['always']);
    expect(valuesOf('MemoryDenyWriteExecute')).toEqual(['no']);
    expect(valuesOf('ProtectSystem')).toEqual(['strict']);
    const [directory] = valuesOf('StateDirectory');
    expect(valuesOf('Environment')).toContain(`DATABASE_URL=file:%S/${directory}/hub-relay.db`);
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(10);
  });
});
