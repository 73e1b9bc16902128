/** What `write-model.ts` writes and onnxruntime reads; numbers are float32, little-endian. */
export const FILES = { model: 'model.onnx', input: 'input.f32', expected: 'expected.f32' };
