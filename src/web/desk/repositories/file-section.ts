import { html } from 'hono/html';
import { parseConfig } from '../../../config/parse.ts';
import { type Member } from '../../../core/in-force.ts';
import { printable } from '../../../core/printable.ts';
import { defaultsName } from '../../../core/in-force.ts';
import { type Repository } from '../../../core/repository.ts';
import { CONFIG_PATH } from '../../../flow/members.ts';
import { type ConfigFile } from '../../../flow/ports.ts';
import { type Html } from '../layout.ts';
import { repositoryPath } from '../paths.ts';
import { fileListing, problemLinks } from './file-listing.ts';
import { type ShownFile } from './shown-file.ts';

export interface FileSectionOptions {
  readonly member: Member;
  readonly file: ConfigFile;
  /** Of `file.text`. */
  readonly shown: ShownFile;
  readonly mayRead: (fullName: string) => boolean;
  /** GitHub's own pages: "https://github.com". */
  readonly server: string;
}

/** The file of a repository: there is none, GitHub does not give it to us, it is wrong, or it is right. */
export const fileSection = (options: FileSectionOptions): Html => {
  const { member, file, shown } = options;
  const problems = parseConfig(file.text ?? '').problems.map((problem) => ({
    ...problem,
    message: shown.show(problem.message),
  }));
  return html`<section aria-labelledby="file">
    <h2 id="file">Its file</h2>
    ${stateOf(file, shown)} ${file.text === undefined ? '' : judged(problems)} ${defaultsNote(options)}
    ${
      file.text === undefined
        ? ''
        : fileListing({ id: 'L', label: CONFIG_PATH, text: shown.text, original: file.text, problems })
    }
    ${
      shown.isVeiled
        ? html`<p class="muted">
            Names of repositories that are not known here, or that you cannot read, stand as
            <code>hidden/repository-1</code> and so on.
          </p>`
        : ''
    }
    ${waysTo(member.repository, file, options.server)}
  </section>`;
};

const stateOf = ({ state, problem = '' }: ConfigFile, { show }: ShownFile): Html => {
  if (state === 'missing')
    return html`<p class="notice">
      <strong>There is no file.</strong> Without <code>${CONFIG_PATH}</code> on its default branch a
      repository has no routes of its own, and accepts nobody, but for what its owner’s defaults say.
    </p>`;
  if (state === 'read') return html``;
  return html`<p class="notice bad">
    <strong>GitHub does not give us the file:</strong> ${printable(show(problem))}. What is shown here is the
    last one that it did give, if any; that stays in force.
  </p>`;
};

const judged = (problems: ReturnType<typeof parseConfig>['problems']): Html => {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (problems.length === 0)
    return html`<p class="notice good"><strong>✓ It is right</strong>, and in force.</p>`;
  return html`<div class="notice ${errors > 0 ? 'bad' : ''}">
    <p>
      ${
        errors > 0
          ? html`<strong>✗ It is wrong, and nothing of it is in force:</strong> no route of it fires, and
              nobody is accepted.`
          : html`<strong>! It is in force</strong>, and says something that has no effect.`
      }
    </p>
    ${problemLinks('L', problems)}
  </div>`;
};

/** Whose word counts where its own file is silent. */
const defaultsNote = ({ member: { repository, sources }, mayRead }: FileSectionOptions): Html => {
  const keys = Object.entries(sources).filter(([, { definedIn }]) => definedIn !== repository.fullName);
  if (keys.length === 0) return html``;
  const name = defaultsName(repository);
  const whose = mayRead(name)
    ? html`<a href="${repositoryPath(name) ?? ''}"><bdi>${printable(name)}</bdi></a>`
    : html`its owner’s <code>.github</code> repository`;
  const isWrong = keys.some(([, { note }]) => note !== undefined);
  return html`<p class="notice ${isWrong ? 'bad' : ''}">
    ${keys.map(([key], at) => html`${at === 0 ? '' : ', '}<code>${key}</code>`)}: what is in force comes from
    ${whose}, the defaults of this owner${isWrong ? html`. <strong>That file is not in force</strong>` : ''}.
  </p>`;
};

const waysTo = ({ fullName, defaultBranch }: Repository, { state }: ConfigFile, server: string): Html => {
  const at = [
    ...fullName.split('/'),
    ...(state === 'missing' ? ['new'] : ['edit']),
    ...defaultBranch.split('/'),
  ]
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  const href =
    state === 'missing' ? `${server}/${at}?filename=${CONFIG_PATH}` : `${server}/${at}/${CONFIG_PATH}`;
  const trial = `/try?repository=${encodeURIComponent(fullName.toWellFormed())}`;
  return html`<p class="ways">
    <a href="${href}" rel="noreferrer">${state === 'missing' ? 'Add the file' : 'Edit it'} on GitHub</a>
    <a href="${trial}">Try it with this file</a>
  </p>`;
};
