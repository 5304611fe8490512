import { once } from 'node:events';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import type { TlsIdentity } from '@signet/lab';
import { TLS } from './federated-sign-in.ts';

/** What a client shows; nothing without an identity. */
export function handshakeClient(identity?: TlsIdentity): SecureContext {
  const { ecdhCurve, minVersion } = TLS;
  const shown = identity && { cert: identity.chainPem, key: identity.privateKeyPem };
  return createSecureContext({ ecdhCurve, minVersion, ...shown });
}

/** A full handshake with a server that ends the connection after it. */
export async function shakeHands(port: number, secureContext: SecureContext): Promise<void> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    rejectUnauthorized: false,
    secureContext,
  });
  socket.resume();
  await once(socket, 'end');
  socket.destroy();
}
