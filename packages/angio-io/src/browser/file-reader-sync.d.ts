/** What lib.dom.d.ts leaves out: it exists in workers only (File API, section 6.5.1). */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
