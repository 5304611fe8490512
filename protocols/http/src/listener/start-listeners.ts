import { ListenerSet } from './listener-set.ts';
import type { ListenerOptions, Listeners } from './options.ts';
import { checkTlsIdentity } from './tls-server.ts';

/**
 * Opens the ports of one or more forms. Throws `HttpError` (`port-in-use`, `port-not-permitted`,
 * `address-not-available`, `listen-failed`, `tls-identity-invalid`, `proxy-proof-invalid`) with
 * nothing left open.
 */
export async function startListeners(options: ListenerOptions): Promise<Listeners> {
  const { twoPorts, onePort, behindProxy } = options;
  checkTlsIdentity(options.tls);
  const set = new ListenerSet(options);
  try {
    const two = twoPorts && (await set.openTwoPorts(twoPorts));
    const one = onePort && (await set.openOnePort(onePort));
    const behind = behindProxy && (await set.openBehindProxy(behindProxy));
    const origins = behind?.origins ?? one?.origins ?? two?.origins;
    if (origins === undefined) throw new TypeError('startListeners needs twoPorts, onePort or behindProxy');
    return {
      origins,
      ports: {
        ...(two && { twoPorts: two.ports }),
        ...(one && { onePort: one.port }),
        ...(behind && { behindProxy: behind.ports }),
      },
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
