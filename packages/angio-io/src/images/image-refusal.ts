/** An image that is in order, but of a kind that is not read, or not without being told how. */
export class ImageRefusal extends Error {
  constructor(
    message: string,
    /** What to do about it, without the full stop. */
    readonly remedy: string,
  ) {
    super(message);
  }
}
