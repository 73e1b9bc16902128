// Bundled for the browser: the page's script, and the script of the page's worker.
import { type Training, trainSteps } from './train-steps';

declare global {
  var trainInPage: (threads?: number[]) => Promise<Training>;
  var trainInWorker: (threads?: number[]) => Promise<Training>;
}

if (typeof document === 'undefined') {
  addEventListener('message', async ({ data }) => postMessage(await trainSteps(data)));
} else {
  globalThis.trainInPage = trainSteps;
  globalThis.trainInWorker = (threads) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('/page.js');
      worker.onmessage = ({ data }) => {
        worker.terminate();
        resolve(data);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(threads);
    });
}
