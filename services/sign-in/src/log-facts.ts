import type { SignInLogEntry } from '@signet/identity';
import { type Certificate, formatName, formatSerialNumber, parseSerialNumberText } from '@signet/pki';
import type { SignInRequest, Subject } from './sign-in-request.ts';

/** What the row tells of the request. */
export function logFacts({
  face,
  client,
}: Pick<SignInRequest, 'face' | 'client'>): Pick<
  SignInLogEntry,
  'id' | 'createdAt' | 'face' | 'correlationId' | 'ipAddress' | 'userAgent' | 'appId'
> {
  return {
    id: client.requestId,
    createdAt: client.now,
    face,
    correlationId: client.correlationId,
    ipAddress: client.remoteAddress,
    userAgent: client.userAgent,
    appId: client.appId,
  };
}

/** Whom it was about, as far as that is known. */
export function describeSubject(
  { proof }: SignInRequest,
  { certificate, user }: Subject,
): Pick<SignInLogEntry, 'userId' | 'userPrincipalName' | 'certificate'> {
  return {
    userId: user?.id,
    userPrincipalName: user?.userPrincipalName ?? claimedName(proof),
    certificate: certificate ? describeCertificate(certificate) : describeReference(proof),
  };
}

function claimedName(proof: SignInRequest['proof']): string | undefined {
  if (proof.kind === 'certificate') return proof.expectedUserPrincipalName;
  return 'userPrincipalName' in proof ? proof.userPrincipalName : undefined;
}

/** The certificate that was shown. */
export function describeCertificate(certificate: Certificate): SignInLogEntry['certificate'] {
  return {
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    serialNumber: formatSerialNumber(certificate.serialNumber),
  };
}

/** The serial number is written as for a certificate, so that one search finds every row of it. */
function describeReference(proof: SignInRequest['proof']): SignInLogEntry['certificate'] {
  if (proof.kind === 'continuation' || proof.kind === 'second-factor') {
    const reference = proof.authentication.certificate;
    if (!reference) return undefined;
    const { issuer, serialNumber } = reference;
    return { subject: '', issuer, serialNumber: formatSerialNumber(serialNumber) };
  }
  if (proof.kind !== 'assertion' || proof.certificateIssuer === undefined) return undefined;
  const text = proof.certificateSerialNumber ?? '';
  const serialNumber = parseSerialNumberText(text);
  return {
    subject: '',
    issuer: proof.certificateIssuer,
    serialNumber: serialNumber === undefined ? text : formatSerialNumber(serialNumber),
  };
}
