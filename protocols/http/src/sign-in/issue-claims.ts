import type { ClaimsAnswer, ClaimsIssuance, ClaimsQuestion } from '@signet/federation';
import type { RequestContext } from '../router.ts';
import type { CertificateFound, WaitingSignIn } from './certificate-step.ts';
import { clientFacts } from './client-facts.ts';

/** What the relying party's rules say of somebody whose certificate was accepted at the certificate host. */
export function issueClaims(
  {
    request: { correlationId },
    userId,
    authentication,
    certificate,
  }: CertificateFound<Pick<WaitingSignIn, 'correlationId'>>,
  token: Pick<ClaimsQuestion, 'audience' | 'tokenType'>,
  request: Request,
  context: RequestContext,
  claims: ClaimsIssuance,
): Promise<ClaimsAnswer> {
  const { pathname: path } = new URL(request.url);
  return claims.issue({
    userId,
    authentication,
    provenBy: 'tls-certificate',
    certificate: Buffer.from(certificate, 'base64'),
    ...token,
    request: { ...clientFacts(request, context, undefined), correlationId, path },
  });
}
