// Bundled for the browser: what a page that validates a model in workers imports.
import { bootstrapOptimism, type Optimism } from '../src';

export interface PageData {
  time: number[];
  event: number[];
  x: number[];
}

declare global {
  var validate: (source: string, data: PageData, workers: number) => Promise<Optimism>;
  var failure: (source: string, data: PageData) => Promise<string>;
}

const addressOf = (source: string) => URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));

globalThis.validate = (source, data, workers) =>
  bootstrapOptimism({ module: addressOf(source) }, data, { replicates: 6, seed: 5, workers });
globalThis.failure = (source, data) =>
  bootstrapOptimism({ module: addressOf(source), export: 'nothing' }, data).then(
    () => 'no error',
    (error) => `${error.tag}: ${error.message}`,
  );
