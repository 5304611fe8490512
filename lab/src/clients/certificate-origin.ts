/**
 * Whether a server whose certificate listener is at `certificateOrigin` asks for a certificate there: at that
 * origin and, on the same port, at the hosts of single tenants below it.
 */
export function isCertificateOriginOf(certificateOrigin: string): (url: URL) => boolean {
  const { protocol, hostname, port, origin } = new URL(certificateOrigin);
  return (url) =>
    url.origin === origin ||
    (url.protocol === protocol && url.port === port && url.hostname.endsWith(`.${hostname}`));
}
