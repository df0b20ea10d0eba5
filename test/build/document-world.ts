import { join } from 'node:path';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Answer } from './document-shell.ts';
import { isSecret } from './said.ts';
import { CONFIG, Stage } from './stage.ts';

const HUB_WORKFLOW = `name: Rebuild
run-name: \${{ github.event.client_payload.relay.id }}
on: repository_dispatch
jobs: {}
`;

/** The repositories of which all documents speak, as their first pages set them up. */
const prepare = (sandbox: Sandbox): void => {
  const notify = 'notify: [{ hub: acme/docs, on: [push, release] }]';
  for (const fullName of ['acme/app', 'acme/captures', 'acme/api'])
    sandbox.createRepository({ fullName, files: { [CONFIG]: notify } });
  sandbox.createRepository({
    fullName: 'acme/docs',
    files: { [CONFIG]: 'accept: [{ from: acme/* }]', '.github/workflows/rebuild.yml': HUB_WORKFLOW },
  });
  // Without the App.
  sandbox.createRepository({ fullName: 'legacy/api' });
};

/** GitHub and a running server, for the commands of all documents. */
export class DocumentWorld {
  readonly stage: Stage;
  readonly #token: string;
  /** The one demo that is played, whichever documents ask for it. */
  demo: Promise<Answer> | undefined;
  /** What is on record, for the ids of examples. */
  #event = '';
  #notification = '';
  #delivery = '';

  private constructor(stage: Stage) {
    this.stage = stage;
    this.#token = stage.sandbox.createUserToken({
      login: 'ada',
      admin: ['legacy/api'],
      scopes: ['admin:repo_hook'],
    }).value;
    isSecret(this.#token);
  }

  static async open(): Promise<DocumentWorld> {
    const world = new DocumentWorld(await Stage.open({ prepare }));
    // So that there is something on record.
    const { delivery } = await world.stage.sandbox.push('acme/app', { files: { modified: ['docs/a.adoc'] } });
    const { event, notifications } = await world.stage.settled(delivery?.guid);
    world.#event = event.id;
    world.#delivery = String(delivery?.id);
    world.#notification = notifications[0]?.id ?? '';
    return world;
  }

  /** What the shell of whoever runs the server knows. */
  env(): Record<string, string> {
    return {
      ...this.stage.env(),
      LOG_FORMAT: 'pretty',
      LOG_LEVEL: 'info',
      PORT: new URL(this.stage.service!.url).port,
    };
  }

  /** A command as this machine can run it: the addresses of examples, and what stands for a secret, are those of this stage. */
  translate(statement: string): string {
    const known: Readonly<Record<string, string | undefined>> = {
      ...this.env(),
      GITHUB_TOKEN: this.#token,
      GH_TOKEN: this.#token,
    };
    return statement
      .replaceAll(/(?<=\bevents show )[0-9a-f-]{36}/g, this.#event)
      .replaceAll(/(?<=\bnotifications (?:show|replay) )[0-9a-f-]{36}/g, this.#notification)
      .replaceAll(/(?<=--from-github )\d+/g, this.#delivery)
      .replaceAll(
        /https:\/\/relay\.example\.com|http:\/\/(?:localhost|127\.0\.0\.1):3000/g,
        this.stage.service!.url,
      )
      .replaceAll(/\b([A-Z][A-Z_]+)=\S*…\S*/g, (text, name: string) =>
        known[name] === undefined ? text : `${name}='${known[name]}'`,
      );
  }

  /** A database of its own for a second server: two do not share one file. */
  get otherDatabase(): string {
    return `file:${join(this.stage.folder, 'second.db')}`;
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}
