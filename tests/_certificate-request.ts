import { once } from 'node:events';
import { connect } from 'node:tls';
import type { LabPki } from '@signet/lab';
import { recordHandshake } from '../protocols/http/tests/_recorded-handshake.ts';

/**
 * What a TLS client is told of certificates that it may send. TLS 1.2 sends the request in the clear: what follows the
 * server's own chain is the names.
 */
export async function recordCertificateRequest(
  target: number,
  servername: string,
  pki: LabPki,
): Promise<Buffer> {
  const wire = await recordHandshake(target, async (port) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername,
      maxVersion: 'TLSv1.2',
      ca: pki.root.certificatePem,
      checkServerIdentity: () => undefined,
    });
    await once(socket, 'secureConnect');
    return socket;
  });
  // CertificateRequest is handshake type 13 (RFC 5246 §7.4.4); certificates before it hold the same names.
  const chain = Math.max(
    ...pki.tls.chainPem.split('-----END CERTIFICATE-----').map((pem) => {
      const der = Buffer.from(pem.replace(/-----BEGIN CERTIFICATE-----|\s/g, ''), 'base64');
      return der.length === 0 ? -1 : wire.indexOf(der) + der.length;
    }),
  );
  return wire.subarray(chain);
}
