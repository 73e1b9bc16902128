import { HttpError, NetworkError } from '../errors';

/** Milliseconds before the first repetition; each further one waits four times as long. */
const FIRST_DELAY = 250;

/**
 * Do `work` again, `retries` times at most, while it fails for reasons that may pass: no answer came, or the server says
 * that it is busy. Waiting for the next attempt does not block the worker, which waiting in a read would.
 */
export async function withRetries<T>(retries: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passing = error instanceof NetworkError || (error instanceof HttpError && PASSING.has(error.status));
      if (passing && attempt <= retries) {
        await new Promise((resolve) => setTimeout(resolve, FIRST_DELAY * 4 ** (attempt - 1)));
      } else {
        throw error instanceof NetworkError ? new NetworkError(error.path, attempt, error.detail) : error;
      }
    }
  }
}

/** Request timeout, too many requests, and a server's own or a gateway's trouble (RFC 9110, section 15). */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
