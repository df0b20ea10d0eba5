import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, MOST_CODE, trialIn } from '../../../src/web/desk/try/share.ts';
import { inTurn } from '../../../src/web/desk/try/run-trial.ts';
import { SAMPLES, sampleOf } from '../../../src/web/desk/try/samples.ts';
import { FIRST_TRIAL, readTrial, type Trial } from '../../../src/web/desk/try/trial.ts';
import { readGivenEvent } from '../../../src/flow/explain.ts';
import { aGuest, type DeskStage, openDesk } from '../../build/desk-app.ts';
import { aPush, idOf } from '../../build/samples.ts';
import { newEvent } from '../../contract/store-samples.ts';

let stage: DeskStage;
beforeEach(async () => {
  stage = await openDesk();
});
afterEach(() => stage.store.close());

const tried = async (
  changes: Partial<Trial> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { status, text } = await stage.post('/try', { ...FIRST_TRIAL, ...changes, ...more });
  expect(status).toBe(200);
  return text;
};

/** What a text area holds, as the browser reads it. */
const heldIn = (page: string, field: string): string =>
  (new RegExp(`<textarea\\s+id="${field}"[^>]*>\\n([^]*?)</textarea`).exec(page)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const codeIn = (page: string): string => /href="\/try#s=([\w-]+)"/.exec(page)?.[1] ?? '';

const HOSTILE = '</textarea><script>alert(1)</script>"\'><img src=x onerror=alert(2)>';

describe('a trial', () => {
  it('begins with something that fires, and says why, what is sent and what the hub needs', async () => {
    const { text } = await stage.get('/try');
    expect(text).toMatch(/1 of 1 route fires/);
    expect(text).toContain('on.push.paths');
    expect(text).toContain('&quot;repository&quot;: &quot;acme/app&quot;');
    expect(text).toMatch(/accept:\n {2}- from: acme\/app\n {4}event-types: \[push\]/);
    expect(text).toMatch(/repository_dispatch:\n {4}types: \[push\]/);
  });

  it.each(SAMPLES)('can begin with the sample of %s, which is an event', async (name) => {
    expect(readGivenEvent(sampleOf(name))).toMatchObject({ event: { name } });
    const page = await tried({ spoke: `notify: [{ hub: acme/docs, on: ${name} }]` }, { sample: name });
    expect(page).toMatch(/1 of 1 route fires/);
    expect(heldIn(page, 'spoke')).toContain(`on: ${name}`);
  });

  it('shows the problems of both files at their lines', async () => {
    const page = await tried({ spoke: 'notify:\n  - hubb: acme/docs\n    on: push\n', hub: 'accept: 1' });
    expect(page).toMatch(/data-place="spoke:2:5"/);
    expect(page).toMatch(/data-place="hub:1:9"/);
    expect(page).toContain('<mark>hubb</mark>');
    expect(page).toContain('Correct its spelling');
  });

  it.each([
    ['{\n "a": }', /Line 2, column 7[^]*unexpected token/],
    ['[]', /no object/],
    ['{}', /Which event this is does not show/],
    ['{"commits":[]}', /<code>ref \(string\)<\/code>[^]*<code>repository\.id \(number\)/],
    ['', /Line 1, column 1[^]*unexpected end/],
  ])('tells what is wrong with the payload %j', async (payload, expected) => {
    expect(await tried({ payload })).toMatch(expected);
  });

  it('tells a refusal, and follows the visibility of both', async () => {
    expect(await tried({ hub: '' })).toMatch(/is refused[^]*has no accept entry/);
    expect(await tried({ spokeVisibility: 'private', hubVisibility: 'public' })).toMatch(
      /0 of 1 route fires/,
    );
    expect(await tried({ spokeVisibility: 'private' })).toMatch(/1 of 1 route fires/);
  });

  it('takes the first hub that the spoke names where none is named, and none that is the spoke itself', async () => {
    expect(await tried({ hubName: '', spoke: 'notify: [{ hub: other/site, on: push }]' })).toMatch(
      /1 of 1 route/,
    );
    expect(await tried({ hubName: 'ACME/app' })).toContain('no repository notifies itself');
  });

  it('takes 256 KB a text and no more', async () => {
    const payload = sampleOf('push');
    expect(await tried({ payload: payload.padEnd(256 * 1024) })).toMatch(/1 of 1 route fires/);
    expect(await tried({ payload: payload.padEnd(256 * 1024 + 1) })).toContain('over 256 KB');
  });

  it('answers the script with the result alone', async () => {
    const part = await tried({}, { part: 'result' });
    expect(part).not.toContain('<html');
    expect(part).toMatch(/1 of 1 route fires/);
  });

  it('runs nothing of what is typed, and gives it back as it was', async () => {
    const payload = sampleOf('push').replace('Explain the new options', JSON.stringify(HOSTILE).slice(1, -1));
    const spoke = `# ${HOSTILE}\nnotify: [{ hub: acme/docs, on: push, payload: { '${HOSTILE.replaceAll("'", '')}': '\${{ github.event.head_commit.message }}' } }]`;
    for (const fields of [
      { payload, spoke, hub: `${HOSTILE}: 1`, hubName: HOSTILE },
      { payload, spoke },
      { payload: HOSTILE },
      { payload: sampleOf('push').replace('"acme/app"', JSON.stringify(`a/${HOSTILE}`)) },
      { spokeVisibility: HOSTILE as 'public' },
    ]) {
      const page = await tried(fields);
      expect(page).not.toMatch(/<script>alert|<img src=x/);
      expect(page.match(/<\/textarea/g)).toHaveLength(3);
      if (fields.payload) expect(heldIn(page, 'payload')).toBe(fields.payload);
      if (fields.spoke) expect(heldIn(page, 'spoke')).toBe(fields.spoke);
    }
  });

  it('survives any text in any field', async () => {
    const text = fc.string({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (payload, spoke, hub, hubName) => {
        await tried({ payload, spoke, hub, hubName });
        await tried({ spoke, hub, hubName });
      }),
      { numRuns: 30 },
    );
  });
});

describe('trials that come at once', () => {
  it('are made one after the other, also after one that failed, and not without end', async () => {
    const takeTurn = inTurn();
    const began: number[] = [];
    const ends: (() => void)[] = [];
    const turns = Array.from({ length: 21 }, (_, at) =>
      takeTurn(() => {
        began.push(at);
        if (at === 0) return Promise.reject(new Error('no'));
        return new Promise<number>((resolve) => ends.push(() => resolve(at)));
      }),
    );
    await expect(turns[0]).rejects.toThrow('no');
    expect(await turns[20]).toBeUndefined();
    for (let at = 1; at < 20; at += 1) {
      expect(began).toHaveLength(at + 1);
      ends.at(-1)?.();
      expect(await turns[at]).toBe(at);
    }
    expect(await takeTurn(() => Promise.resolve('free again'))).toBe('free again');
  });
});

describe('a shared link', () => {
  const trials = fc.record({
    payload: fc.string().map((text) => text.replaceAll('\r\n', '')),
    spoke: fc.string().map((text) => text.replaceAll('\r\n', '')),
    hub: fc.string().map((text) => text.replaceAll('\r\n', '')),
    hubName: fc.string({ maxLength: 200 }).map((text) => text.trim()),
    spokeVisibility: fc.constantFrom('' as const, 'public', 'private', 'internal'),
    hubVisibility: fc.constantFrom('public' as const, 'private', 'internal'),
  });

  it('opens as what was shared', () => {
    fc.assert(
      fc.property(trials, (trial) => {
        const code = codeOf(trial);
        if (code.length > MOST_CODE) return;
        expect(trialIn(code)).toEqual(readTrial(trial));
        expect(trialIn(` https://relay.example/try#s=${code}\n`)).toEqual(readTrial(trial));
      }),
    );
  });

  it('carries the whole page, behind the "#", and opens it', async () => {
    const code = codeIn(await tried({ hubName: 'other/site', hubVisibility: 'internal' }));
    const { text } = await stage.post('/try', { code: `http://localhost/try#s=${code}` });
    expect(text).toContain('value="other/site"');
    expect(text).toMatch(/<option\s+value="internal"\s+selected/);
  });

  it('that is garbage is told', async () => {
    for (const code of [
      '',
      'x',
      '!!',
      codeOf(FIRST_TRIAL).slice(0, 40),
      deflateRawSync('[1]').toString('base64url'),
    ])
      expect((await stage.post('/try', { code })).text).toContain('The link holds no trial');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const trial = trialIn(Buffer.from(bytes).toString('base64url'));
        if (trial) expect(readTrial({ ...trial })).toEqual(trial);
      }),
    );
  });

  it('that would make far more than it is, is refused', () => {
    const bomb = deflateRawSync(JSON.stringify({ payload: ' '.repeat(3 * 1024 * 1024) })).toString(
      'base64url',
    );
    expect(bomb.length).toBeLessThan(MOST_CODE);
    expect(trialIn(bomb)).toBeUndefined();
    const large = deflateRawSync(JSON.stringify({ payload: ' '.repeat(512 * 1024) })).toString('base64url');
    expect(trialIn(large)).toBeDefined();
  });

  it('that would be too long is not made, but without the commits', async () => {
    const messages = Array.from({ length: 700 }, (_, at) => ({
      id: String(Math.sin(at)),
      added: [],
      message: 'x',
    }));
    const payload = sampleOf('push').replace(
      '"commits": [',
      `"commits": [${messages.map((one) => `${JSON.stringify(one)},`).join('')}`,
    );
    const page = await tried({ payload });
    expect(page).toContain('too long for a link');
    expect(codeIn(page)).toBe('');
    const shorter = await tried({ payload }, { then: 'shorten' });
    expect(codeIn(shorter)).not.toBe('');
    expect(heldIn(shorter, 'payload')).toContain('"commits": []');
  });
});

describe('a trial with what is on record', () => {
  const record = (id: string, repository: string, body: object, name = 'push'): Promise<unknown> =>
    stage.store.events.record(
      newEvent(id, { name, repository, repositoryId: idOf(repository), body: JSON.stringify(body) }),
      5_000,
    );

  it('begins with an event, its file and that of its hub', async () => {
    await stage.add('acme/app', 'notify: [{ hub: acme/site, on: push, event-type: hello }]');
    await stage.add('acme/site', 'accept: [{ from: acme/app }]', { visibility: 'internal' });
    await record('e1', 'acme/app', aPush('acme/app').payload);
    for (const path of ['/try?event=e1', '/try?repository=ACME/app']) {
      const { text } = await stage.get(path);
      expect(text).toMatch(/1 of 1 route fires/);
      expect(heldIn(text, 'spoke')).toContain('hello');
      expect(heldIn(text, 'hub')).toContain('from: acme/app');
      expect(text).toContain('value="acme/site"');
    }
    expect(heldIn((await stage.get('/try?event=e1')).text, 'payload')).toContain('refs/heads/main');
  });

  it('tells a member nothing of what is not theirs, whatever they ask for', async () => {
    const app = await stage.add('acme/app', 'notify: [{ hub: acme/secret, on: push }]');
    await stage.add('acme/secret', 'accept: [{ from: acme/* }]\n# inside', { visibility: 'private' });
    await record('mine', 'acme/app', { ...aPush('acme/app').payload, note: 'see acme/secret' });
    await record('theirs', 'acme/secret', { ...aPush('acme/secret').payload, note: 'inside' });
    await record(
      'told',
      'acme/app',
      { action: 'x', client_payload: { of: 'inside' } },
      'repository_dispatch',
    );
    const guest = aGuest(app);
    for (const path of [
      '/try?event=mine',
      '/try?event=theirs',
      '/try?event=told',
      '/try?repository=acme/app',
      '/try?repository=acme/secret',
    ]) {
      const { text, status } = await stage.get(path, guest);
      expect(status).toBe(200);
      expect(text.replaceAll('theirs', ''), path).not.toMatch(/secret|inside/);
    }
    expect((await stage.get('/try?event=theirs', guest)).text).toBe(
      (await stage.get('/try?event=none', guest)).text,
    );
    expect((await stage.get('/try?repository=acme/secret', guest)).text).toBe(
      (await stage.get('/try?repository=acme/none', guest)).text,
    );
    expect((await stage.get('/try?event=theirs')).text).toContain('inside');
  });
});
