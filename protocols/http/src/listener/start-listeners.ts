import { ListenerSet } from './listener-set.ts';
import type { ListenerOptions, Listeners } from './options.ts';
import { checkTlsIdentity } from './tls-server.ts';

/**
 * Opens the ports of one or both forms. Throws `HttpError` (`port-in-use`, `port-not-permitted`,
 * `address-not-available`, `listen-failed`, `tls-identity-invalid`) with nothing left open.
 */
export async function startListeners(options: ListenerOptions): Promise<Listeners> {
  const { twoPorts, onePort } = options;
  checkTlsIdentity(options.tls);
  const set = new ListenerSet(options);
  try {
    const two = twoPorts && (await set.openTwoPorts(twoPorts));
    const one = onePort && (await set.openOnePort(onePort));
    const origins = one?.origins ?? two?.origins;
    if (origins === undefined) throw new TypeError('startListeners needs twoPorts, onePort or both');
    return {
      origins,
      ports: { ...(two && { twoPorts: two.ports }), ...(one && { onePort: one.port }) },
      refreshIssuerHints: () => set.refreshIssuerHints(),
      replaceTlsIdentity: (tls) => set.replaceTlsIdentity(tls),
      close: () => set.close(),
      [Symbol.asyncDispose]: () => set.close(),
    };
  } catch (error) {
    await set.close();
    throw error;
  }
}
