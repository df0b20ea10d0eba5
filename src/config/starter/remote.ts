/** `owner/name` as GitHub lets them be, also on a GitHub Enterprise Server. */
const PATH = /^\/*([A-Za-z0-9][\w-]{0,38})\/((?!\.{1,2}$)[\w.-]{1,100})$/;
/** `git@github.com:acme/docs.git`, which is no URL. */
const SCP = /^(?:[^@/\s]+@)?[^:/\s]+:(?!\/\/)(.+)$/;

/**
 * The `owner/name` of a remote on any host; `undefined` where it is not such a path. A user or a token in the URL is not
 * looked at.
 */
export const repositoryOfRemote = (url: string): string | undefined => {
  const path = URL.parse(url)?.pathname ?? SCP.exec(url)?.[1] ?? '';
  const [, owner, name] = PATH.exec(path.replace(/\/+$/, '').replace(/\.git$/, '')) ?? [];
  return owner === undefined || name === undefined ? undefined : `${owner}/${name}`;
};

/**
 * The URL of "origin" in the text of a git config, or of the only remote.
 * https://git-scm.com/docs/git-config#_syntax
 */
export const remoteIn = (config: string): string | undefined => {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    if (/^\s*\[/.test(line)) remote = /^\s*\[\s*remote\s+"([^"]*)"\s*\]/i.exec(line)?.[1];
    const [, url] = /^\s*url\s*=\s*"?([^"\s#;]+)/i.exec(line) ?? [];
    if (remote !== undefined && url !== undefined && !urls.has(remote)) urls.set(remote, url);
  }
  return urls.get('origin') ?? (urls.size === 1 ? [...urls.values()][0] : undefined);
};
