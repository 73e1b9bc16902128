import { AngioIoError } from './angio-io-error';

/** A server refused to give a file. */
export class HttpError extends AngioIoError {
  readonly tag = 'HttpError';
  constructor(
    /** The file's URL, without query and password, which may hold secrets. */
    readonly path: string,
    /** The HTTP status, such as 404. */
    readonly status: number,
  ) {
    super(`${path}: the server answered with status ${status}${statusText(status)}. ${remedyFor(status)}`);
  }
}

/** No answer came from a server, or not all of it. */
export class NetworkError extends AngioIoError {
  readonly tag = 'NetworkError';
  constructor(
    readonly path: string,
    /** How many times it was tried. */
    readonly attempts: number,
    readonly detail: string,
  ) {
    super(
      `${path}: ${detail}, in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}. Check the connection and the name ` +
        'of the server. A server of another origin must allow this page by CORS: Access-Control-Allow-Origin, ' +
        'Access-Control-Allow-Headers: Range, and Access-Control-Expose-Headers: Content-Range, ETag, Last-Modified.',
    );
  }
}

/** A server gives a file only as a whole, and it is too large for that. */
export class RangesUnsupportedError extends AngioIoError {
  readonly tag = 'RangesUnsupportedError';
  constructor(
    readonly path: string,
    /** What was found in place of an answer to a range request. */
    readonly found: string,
    /** How many bytes are loaded as a whole at most. */
    readonly limit: number,
  ) {
    super(
      `${path}: the server does not give parts of files (${found}), and only files of up to ${limit} bytes are loaded ` +
        'as a whole. Let the server answer Range requests with status 206 and Content-Range (for another origin also ' +
        'Access-Control-Expose-Headers: Content-Range), give the file as a Blob, or raise the option wholeFileLimit.',
    );
  }
}

/** A file has become another one while it was read. */
export class SourceChangedError extends AngioIoError {
  readonly tag = 'SourceChangedError';
  constructor(
    readonly path: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${path} has changed since it was opened: found ${found}, expected ${expected}. Open it again.`);
  }
}

/** A worker could not be started, or it has ended by itself. */
export class WorkerError extends AngioIoError {
  readonly tag = 'WorkerError';
  constructor(
    readonly detail: string,
    /** What to do. */
    readonly remedy: string,
    options?: { cause?: unknown },
  ) {
    super(`The worker that reads volumes ${detail.replace(/\.$/, '')}. ${remedy}`, options);
  }
}

function statusText(status: number): string {
  return STATUS[status] === undefined ? '' : ` (${STATUS[status]})`;
}

/** RFC 9110, section 15. */
const STATUS: Record<number, string> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  408: 'request timeout',
  410: 'gone',
  429: 'too many requests',
  500: 'internal server error',
  502: 'bad gateway',
  503: 'service unavailable',
  504: 'gateway timeout',
};

function remedyFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'Log in first and give the option credentials: "include", or give the options headers, or a signed URL.';
  }
  if (status === 404 || status === 410) return 'Check the URL.';
  if (status === 429 || status >= 500) return 'Try again later, or look at the log of the server.';
  return 'Check the URL and the configuration of the server.';
}
