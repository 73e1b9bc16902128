import { serve } from '../worker/serve';
import { openInWorker } from './open-in-worker';

/** The program of the browser's worker. HDF5 lives here only. */
declare const self: DedicatedWorkerGlobalScope;

interface DedicatedWorkerGlobalScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

serve(
  {
    send: (reply, transfer) => self.postMessage(reply, transfer),
    onRequest: (listener) => {
      self.onmessage = ({ data }) => listener(data);
    },
  },
  openInWorker,
);
