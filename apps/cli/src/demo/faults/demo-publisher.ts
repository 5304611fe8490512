import { type Publisher, type PublisherOptions, startPublisher } from '@signet/lab';

/** The web server of the demo's CRLs, which can be stopped and comes up at the same address again. */
export interface DemoPublisher extends Pick<Publisher, 'url' | 'port' | 'setFault'>, AsyncDisposable {
  readonly isStopped: boolean;
  stop(): Promise<void>;
  /** Throws `port-taken` when another program has the port meanwhile. */
  start(): Promise<void>;
}

export async function startDemoPublisher(options: PublisherOptions): Promise<DemoPublisher> {
  let running: Publisher | undefined = await startPublisher(options);
  const { url, port } = running;
  const stop = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    url,
    port,
    get isStopped() {
      return running === undefined;
    },
    setFault: (path, fault) => running?.setFault(path, fault),
    stop,
    async start() {
      running ??= await startPublisher({ ...options, port });
    },
    [Symbol.asyncDispose]: stop,
  };
}
