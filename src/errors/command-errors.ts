/** Those of signatures, of a repository's own webhooks, and of the audit log. */
export const COMMAND_ERRORS = {
  'secret-unusable': {
    text: 'A signing secret is missing, or does not have the form that it must have.',
    remedy: 'Put it into an environment variable, and name that one with --secret-env.',
  },
  'body-unusable': {
    text: 'The body on standard input is none that can be signed.',
    remedy: 'Give it exactly as it is sent, JSON in UTF-8, for instance with `< body.json`.',
  },
  'signature-missing': {
    text: 'A header that the signature needs is missing.',
    remedy:
      'Give each header as it arrived with --header. The standard format needs webhook-id, webhook-timestamp and webhook-signature, the one of GitHub X-Hub-Signature-256.',
  },
  'signature-malformed': {
    text: 'A header does not have the form that it must have.',
    remedy: 'Look whether it was cut or changed on its way, and whether --format is the right one.',
  },
  'signature-expired': {
    text: 'The timestamp is more than five minutes away from now.',
    remedy:
      'A receiver must refuse it, or somebody could send it again. Set the clocks of both machines; verify a request while it is new.',
  },
  'signature-wrong': {
    text: 'The signature is not that of this body by any of the secrets.',
    remedy:
      'Compare the secrets of both sides, and take the body byte by byte as it arrived: parsed and printed again it is another one.',
  },
  'token-missing': {
    text: 'This command needs a token of a person who administers the repository.',
    remedy:
      'Set GITHUB_TOKEN to a classic token with the scope admin:repo_hook, or to a fine-grained one with "Webhooks: read and write" for the repository.',
  },
  'token-refused': {
    text: 'GitHub refused the token.',
    remedy:
      'Set GITHUB_TOKEN to one that has not expired: classic with the scope admin:repo_hook, or fine-grained with "Webhooks: read and write" for the repository.',
  },
  'hooks-not-shown': {
    text: 'GitHub does not know the repository, or does not show its webhooks to this token.',
    remedy:
      'Check the name; the token must be of a person who administers the repository: classic with the scope admin:repo_hook, or fine-grained with "Webhooks: read and write" for it.',
  },
  'hook-url-unusable': {
    text: 'A webhook cannot have this URL.',
    remedy:
      'Use an https:// URL (on loopback, http:// will do) that ends in the name of a source, such as https://relay.example.com/api/github/hooks/legacy.',
  },
  'hook-exists': {
    text: 'The repository has a webhook with this URL.',
    remedy:
      '`hub-relay hooks test` tells whether it works. If its secret is lost, remove it with `hub-relay hooks remove`, then add it anew.',
  },
  'hook-refused': {
    text: 'GitHub refused to change the repository’s webhooks.',
    remedy: 'Correct what GitHub names, then do it again: nothing was changed.',
  },
  'hook-uncertain': {
    text: 'GitHub may have made the webhook, and could not be asked.',
    remedy:
      'Its secret is kept. Look with `hub-relay hooks list <owner/repo>`; where it is not there, do it again with --reuse-secret.',
  },
  'asked-to-wait': {
    text: 'GitHub asked us to wait.',
    remedy: 'Do it again when the time is over.',
  },
  'hook-unnamed': {
    text: 'The repository has several webhooks.',
    remedy: 'Say which, by --id or --url.',
  },
  'hook-unknown': {
    text: 'The repository has no such webhook.',
    remedy: 'List those that there are: `hub-relay hooks list <owner/repo>`.',
  },
  'secret-exists': {
    text: 'The secret file is there already, and nothing overwrites it.',
    remedy:
      'Name another file, or give --reuse-secret: then this repository’s webhook gets the secret that is in it.',
  },
  'audit-broken': {
    text: 'The audit log is not as it was written.',
    remedy:
      'Whoever can write to the database, or had the file, changed it. Compare it with a copy from before: what `hub-relay audit` printed then, or a backup.',
  },
  'audit-place': {
    text: 'This is no place in an audit log.',
    remedy: 'Give what `hub-relay audit verify` printed: the number of a line, ":", and its hash.',
  },
  'file-unwritable': {
    text: 'The file could not be written.',
    remedy: 'Check that its directory is there, and that this user may write to it.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;
