import type { Reply, Request } from '../../src/worker/protocol';
import { type ServedVolumes, serve } from '../../src/worker/serve';
import { type WorkerClient, type WorkerHandle, workerClient } from '../../src/worker/worker-client';

/** A worker of this thread, whose messages are cloned as those of a real one are, and which can be made to die. */
export interface FakeWorker {
  readonly client: WorkerClient;
  /** How many questions it has been asked. */
  asked(): number;
  /** Whether the process would wait for it. */
  held(): boolean;
  stopped(): boolean;
  die(error: Error): void;
}

export function fakeWorker(open: (source: unknown, options: unknown) => Promise<ServedVolumes>): FakeWorker {
  let onReply: (reply: Reply) => void;
  let onEnd: (error: Error) => void;
  let onRequest: (request: Request) => void;
  const state = { asked: 0, held: true, stopped: false };
  serve(
    {
      send: (reply, transfer) => {
        const copy = structuredClone(reply, { transfer });
        setImmediate(() => state.stopped || onReply(copy));
      },
      onRequest: (listener) => {
        onRequest = listener;
      },
    },
    open,
  );
  const handle: WorkerHandle = {
    post(request) {
      state.asked++;
      setImmediate(() => state.stopped || onRequest(structuredClone(request)));
    },
    listen: (reply, end) => {
      [onReply, onEnd] = [reply, end];
    },
    hold: (isHeld) => {
      state.held = isHeld;
    },
    stop: () => {
      state.stopped = true;
    },
  };
  return {
    client: workerClient(handle),
    asked: () => state.asked,
    held: () => state.held,
    stopped: () => state.stopped,
    die: (error) => onEnd(error),
  };
}
