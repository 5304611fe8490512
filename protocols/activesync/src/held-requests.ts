import type { MailDevice } from '@signet/identity';

/** Requests that wait for something to happen: one per device, the newest (MS-ASCMD). */
export class HeldRequests {
  readonly #byDevice = new Map<string, AbortController>();

  /** Ends the one that the device had waiting; `signal` aborts when the next one comes. */
  begin(device: Pick<MailDevice, 'userId' | 'deviceId'>): Disposable & { readonly signal: AbortSignal } {
    const key = `${device.userId}/${device.deviceId}`;
    this.#byDevice.get(key)?.abort();
    const controller = new AbortController();
    this.#byDevice.set(key, controller);
    return {
      signal: controller.signal,
      [Symbol.dispose]: () => {
        if (this.#byDevice.get(key) === controller) this.#byDevice.delete(key);
      },
    };
  }
}
