import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGithubSignIn } from '../../src/github/oauth.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { authorize } from '../build/visitor.ts';

const BACK = 'https://relay.example/sign-in/callback';
const VERIFIER = 'v'.repeat(43);

let sandbox: Sandbox;
let app: ReturnType<Sandbox['createApp']>;
beforeEach(async () => {
  sandbox = await startSandbox();
  app = sandbox.createApp({ name: 'Hub Relay' });
  app.callbackUrls = [BACK];
});
afterEach(() => sandbox.stop());

const give = (name: string, level?: 'read' | 'write'): number => {
  const { id } = sandbox.createRepository({ fullName: name, visibility: 'private' });
  if (level) sandbox.setCollaborator(name, 'mia', level);
  return id;
};

const signIn = async () => {
  const github = createGithubSignIn({
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    urls: { server: `http://${sandbox.host}`, api: sandbox.url, graphql: sandbox.graphqlUrl },
  });
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const back = await authorize(github.authorizeUrl({ state: 's', challenge, redirectUri: BACK }), 'mia');
  const code = new URL(back).searchParams.get('code') ?? '';
  const answer = await github.exchange({ code, verifier: VERIFIER, redirectUri: BACK });
  if (!('token' in answer)) throw new Error(answer.refusal);
  return { github, token: answer.token };
};

describe('what a member can reach', () => {
  it('is read from all pages of all installations, with who may write', async () => {
    const readable = Array.from({ length: 120 }, (_, n) => give(`acme/r${n}`, 'read'));
    const writable = [give('acme/mine', 'write'), give('other/mine', 'write')];
    give('acme/theirs');
    give('foreign/mine', 'write');
    for (const owner of ['acme', 'other']) sandbox.install(app, owner);
    const { github, token } = await signIn();
    const reach = await github.reachOf(token);
    expect([...reach!.readable].toSorted()).toEqual([...readable, ...writable].toSorted());
    expect([...reach!.writable].toSorted()).toEqual(writable.toSorted());
  });

  it('is nothing of an installation that is suspended, and still all of the others', async () => {
    give('acme/mine', 'write');
    const other = give('other/mine', 'write');
    const [first] = ['acme', 'other'].map((owner) => sandbox.install(app, owner));
    await sandbox.suspend(first!);
    const { github, token } = await signIn();
    expect([...(await github.reachOf(token))!.readable]).toEqual([other]);
  });

  it('is not known where GitHub fails, and nothing once the token is revoked', async () => {
    give('acme/mine', 'write');
    sandbox.install(app, 'acme');
    const { github, token } = await signIn();
    sandbox.faults.add({ path: /repositories$/, answer: { status: 502 } });
    await expect(github.reachOf(token)).rejects.toThrow();
    await github.revoke(token);
    expect([await github.reachOf(token), await github.loginOf(token)]).toEqual([undefined, undefined]);
  });
});
