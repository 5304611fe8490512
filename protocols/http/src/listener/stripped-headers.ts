/**
 * Whether a request header claims what only a trusted proxy could know. No face ever sees one: whoever sends it is
 * pretending (RFC 9440 §4), and where a proxy has proved itself the edge has read it already.
 */
export function isVouchingHeader(name: string): boolean {
  const lower = name.toLowerCase().replaceAll('_', '-');
  return NAMES.has(lower) || PATTERNS.some((pattern) => pattern.test(lower));
}

const NAMES: ReadonlySet<string> = new Set([
  'client-cert', // RFC 9440
  'client-cert-chain',
  'signet-proxy-secret', // proves the proxy
  'x-arr-clientcert', // Azure App Service, IIS ARR
  'x-forwarded-client-cert', // Envoy
  'forwarded', // RFC 7239
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-original-host',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
]);

const PATTERNS: readonly RegExp[] = [
  /client-?cert/, // X-Client-Cert, X-SSL-Client-Cert-*, Cf-Client-Cert-*, X-Amzn-Mtls-Clientcert-*
  /(?:^|-)(?:ssl|tls|mtls)-client(?:-|$)/, // nginx and HAProxy: X-SSL-Client-Verify, -S-DN, -Serial, Ssl-Client-*
  /(?:^|-)ssl-cert(?:-|$)/,
  /(?:^|-)mtls(?:-|$)/,
  /^x-client-(?:verify|verified|dn|s-dn|i-dn|subject|issuer|serial|fingerprint)/,
];
