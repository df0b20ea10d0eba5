/** An answer before it is written: `body` is sent as JSON unless the headers name another content type. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const DOCS = 'https://docs.github.com/rest';

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers,
  body,
});

/** An error in GitHub's shape; it repeats the status as text. */
export const problem = (
  status: number,
  message: string,
  documentation_url = DOCS,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, headers, body: { message, documentation_url, status: String(status) } });

export const notFound = (docs = DOCS): Answer => problem(404, 'Not Found', docs);

/** The reference's schema was not met. GitHub puts the reason into the message, after an empty line. */
export const invalidRequest = (reason: string, docs = DOCS): Answer =>
  problem(422, `Invalid request.\n\n${reason}`, docs);

export const forbidden = (permission: string, docs = DOCS): Answer =>
  problem(403, 'Resource not accessible by integration', docs, {
    'x-accepted-github-permissions': permission,
  });

/** What is right in shape and wrong all the same. @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export interface FieldError {
  /** `Issue` */
  readonly resource: string;
  /** Absent where it is about the thing as a whole. */
  readonly field?: string;
  readonly code: 'missing_field' | 'invalid' | 'custom' | 'unprocessable';
  readonly message?: string;
  readonly value?: unknown;
}

export const validationFailed = (errors: readonly FieldError[], docs = DOCS): Answer => ({
  status: 422,
  body: { message: 'Validation Failed', errors, documentation_url: docs, status: '422' },
});

/** Whatever would change an archived repository. */
export const readOnly = (docs = DOCS): Answer =>
  problem(403, 'Repository was archived so is read-only.', docs);
