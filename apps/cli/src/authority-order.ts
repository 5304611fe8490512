import type { CertificateAuthority } from '@signet/identity';

/** As people look for them: roots first, each kind by name; ids decide between namesakes. */
export function inOrder(authorities: readonly CertificateAuthority[]): readonly CertificateAuthority[] {
  return [...authorities].sort(
    (a, b) =>
      Number(b.isRootAuthority) - Number(a.isRootAuthority) ||
      a.issuer.localeCompare(b.issuer, 'en') ||
      a.id.localeCompare(b.id, 'en'),
  );
}
