import { SourceChangedError } from '../errors/remote-errors';
import type { ByteSource } from './byte-source';

/**
 * The bytes of a Blob or File, read where they are asked for: nothing is loaded ahead, so a file may be larger than
 * memory. `FileReaderSync` exists in workers only.
 *
 * @param path names the file in errors
 */
export function blobSource(blob: Blob, path: string): ByteSource {
  const reader = new FileReaderSync();
  return {
    size: blob.size,
    read(position, length) {
      try {
        return new Uint8Array(reader.readAsArrayBuffer(blob.slice(position, position + length)));
      } catch (error) {
        // A File is a snapshot: once the file on the disk is another, it can no longer be read (File API, section 6.5).
        const { name, message } = error as DOMException;
        throw new SourceChangedError(path, 'the file as it was chosen', `${name}: ${message}`);
      }
    },
  };
}
