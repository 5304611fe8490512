import { createHash } from 'node:crypto';
import { clientFacts, type Form } from '@signet/http';
import {
  type Application,
  type ApplicationId,
  guid,
  isGuid,
  isPublicClient,
  type KeyCredential,
  type SignInFace,
} from '@signet/identity';
import { CLIENT_BINDING, type ClientProof } from '@signet/tokens';
import { claimedSubject, judgeAssertion } from '../client-assertion/judge.ts';
import type { AssertionFault } from '../client-assertion/verify.ts';
import { ClientCertificateError, OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import { CLIENT_FAULTS } from './client-faults.ts';
import { findSecretFault, readCredentials } from './client-secret.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';

export interface AuthenticatedClient {
  readonly client: Application;
  readonly clientProof: ClientProof;
  /** base64url of the SHA-256 of the certificate that TLS proved: the access tokens are bound to it (RFC 8705 §3). */
  readonly boundTo: string | undefined;
  /**
   * What refresh tokens are bound to: the same certificate for public clients only (RFC 8705 §4), `CLIENT_BINDING` for
   * confidential ones, which prove themselves whenever they use one, and renew their certificate in between.
   */
  readonly refreshBoundTo: string | undefined;
}

/**
 * Finds the client and has it prove itself: `client_secret` in the body or HTTP Basic (RFC 6749 §2.3.1), or an
 * assertion signed by a registered certificate (RFC 7523 §2.2), or that certificate in the TLS handshake
 * (RFC 8705 §2.2), which binds the tokens to it. A public client proves nothing and must not try
 * to; a certificate of its own, from whomever, only binds its tokens. Throws AADSTS900144, 700016, 7000218, 7000215, 7000222, 700025, 50027, 700021, 700023, 700024, 700027 and
 * those of the certificate's revocation; all but the first leave a row in the sign-in log.
 */
export async function authenticateClient(
  request: Asked,
  face: SignInFace,
  options: OidcOptions,
): Promise<AuthenticatedClient> {
  const { http, form, segment, context } = request;
  const { clientId, secret } = readCredentials(http, form);
  const assertion = readAssertion(form);
  const [peerCertificate] = context.peerCertificates;
  // RFC 7521 §4.2: with an assertion the client_id may be left out, and then its subject is the client.
  const named = clientId ?? (assertion && claimedSubject(assertion));
  if (named === undefined) throw new OAuthError('parameter-missing', '«client_id».');
  const client = isGuid(named)
    ? await options.directory.applications.find(guid<ApplicationId>(named))
    : undefined;
  const refuse = (fault: AssertionFault, about: Application | undefined): Promise<never> =>
    refuseRedemption(fault.code, face, fault, { ...request, client: about }, options);
  if (!client || !tenantMatches(segment, client.tenantId))
    return refuse(CLIENT_FAULTS['application-unknown'], undefined);
  if (isPublicClient(client)) {
    if (secret !== undefined || assertion !== undefined)
      return refuse(CLIENT_FAULTS['client-is-public'], client);
    const boundTo = peerCertificate && thumbprintOf(peerCertificate);
    return { client, clientProof: 'none', boundTo, refreshBoundTo: boundTo };
  }
  if (assertion !== undefined) {
    const { fault, keyCredential, jti } = await judgeAssertion(assertion, client, context.now, options);
    if (fault) return refuse(fault, client);
    await decide({ client, keyCredential, by: 'assertion', jti }, request, face, options);
    return { client, clientProof: 'certificate', ...UNBOUND };
  }
  if (secret === undefined && peerCertificate) {
    const boundTo = thumbprintOf(peerCertificate);
    const sha256 = Buffer.from(boundTo, 'base64url').toString('hex');
    const keyCredential = client.keyCredentials.find((key) => key.sha256 === sha256);
    if (!keyCredential) return refuse(CLIENT_FAULTS['client-certificate-unregistered'], client);
    await decide({ client, keyCredential, by: 'tls' }, request, face, options);
    return { client, clientProof: 'certificate', boundTo, refreshBoundTo: CLIENT_BINDING };
  }
  if (secret === undefined) return refuse(CLIENT_FAULTS['client-authentication-missing'], client);
  const fault = findSecretFault(client, secret, context.now);
  if (fault) return refuse(CLIENT_FAULTS[fault], client);
  await decide({ client, by: 'secret' }, request, face, options);
  return { client, clientProof: 'secret', ...UNBOUND };
}

const UNBOUND = { boundTo: undefined, refreshBoundTo: CLIENT_BINDING } as const;

/** RFC 8705 §3.1: `x5t#S256`. */
function thumbprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('base64url');
}

type Asked = Omit<GrantRequest, keyof AuthenticatedClient>;

function readAssertion(form: Form): string | undefined {
  const assertion = form.get('client_assertion');
  if (assertion === undefined) return undefined;
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError('request-unreadable', 'The client_assertion_type must be «jwt-bearer».');
  }
  return assertion;
}

interface Proved {
  readonly client: Application;
  readonly by: keyof typeof HOW;
  readonly keyCredential?: KeyCredential | undefined;
  readonly jti?: string | undefined;
}

/** The one decision is asked about the certificate; a grant without a person is a sign-in of the application. */
async function decide(
  { client, by, keyCredential, jti }: Proved,
  { http, context }: Asked,
  face: SignInFace,
  options: OidcOptions,
): Promise<void> {
  const check = {
    check: 'client-authentication',
    ...HOW[by],
    object: `application ${client.displayName}`,
    result: 'pass',
    ...(jti === undefined ? {} : { facts: { jti } }),
  } as const;
  const decision = await options.signIn.decideClient(
    {
      face,
      client: clientFacts(http, context, client.appId),
      application: client,
      keyCredential,
      checks: [check],
    },
    { success: face === 'client-credentials' },
  );
  if (decision.verdict === 'refused') throw new ClientCertificateError(decision.code);
}

const HOW = {
  secret: { rule: 'RFC 6749 §2.3.1', detail: 'The secret is one of the application’s.' },
  assertion: { rule: 'RFC 7523 §3', detail: 'A registered certificate signed the assertion.' },
  tls: { rule: 'RFC 8705 §2.2', detail: 'A registered certificate was proved in the TLS handshake.' },
} as const;

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
