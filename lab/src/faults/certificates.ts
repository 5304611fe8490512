import type { Clock, Random } from '@signet/identity';
import { createLabPki } from '../pki/lab-pki.ts';
import type { ClientCertificate, ClientCertificateRequest, LabPki } from '../pki/types.ts';

/** Certificates that sign nobody in, each for one reason. */
export type CertificateFault =
  | 'expired'
  | 'not-yet-valid'
  /** From a PKI that the organisation has never heard of. */
  | 'unknown-ca'
  /** From CAs with the very names of the organisation's and other keys. */
  | 'impostor-ca'
  /** For servers (serverAuth), not for clients. */
  | 'wrong-eku'
  | 'without-san'
  /** Well-formed, of a user who does not exist. */
  | 'san-of-nobody'
  /** Principal Name in a domain that the organisation does not own. */
  | 'upn-of-another-domain';

export interface Person {
  readonly commonName: string;
  readonly userPrincipalName: string;
}

export async function issueFaultyCertificate(
  pki: LabPki,
  fault: CertificateFault,
  person: Person,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<ClientCertificate> {
  const good: ClientCertificateRequest = { ...person, rfc822Name: person.userPrincipalName };
  if (fault === 'unknown-ca' || fault === 'impostor-ca') {
    const organisation = fault === 'unknown-ca' ? 'Northwind' : pki.organisation;
    const other = await createLabPki({ ...ports, organisation, keyAlgorithm: 'p-256' });
    return await other.issueClientCertificate(good);
  }
  return await pki.issueClientCertificate({ ...good, ...WRONG[fault](ports.clock.now(), person) });
}

const WRONG: Readonly<
  Record<
    Exclude<CertificateFault, 'unknown-ca' | 'impostor-ca'>,
    (now: number, person: Person) => Partial<ClientCertificateRequest>
  >
> = {
  expired: (now) => ({ notBefore: now - 7200, notAfter: now - 3600 }),
  'not-yet-valid': (now) => ({ notBefore: now + 3600, notAfter: now + 7200 }),
  'wrong-eku': () => ({ extKeyUsage: ['1.3.6.1.5.5.7.3.1'] }),
  'without-san': () => ({ subjectAltName: [] }),
  'san-of-nobody': (_, person) => ({
    subjectAltName: [{ type: 'upn', value: `nobody@${person.userPrincipalName.split('@').at(-1)}` }],
  }),
  'upn-of-another-domain': (_, person) => ({
    subjectAltName: [{ type: 'upn', value: `${person.userPrincipalName.split('@')[0]}@northwind.example` }],
  }),
};
