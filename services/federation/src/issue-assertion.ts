import type { Authentication, Random, User } from '@signet/identity';
import { formatSerialNumber, type UnixSeconds } from '@signet/pki';
import {
  SAML11,
  type Saml11Assertion,
  signEnveloped,
  writeAssertion,
  type XmlCrypto,
  type XmlSigner,
  type XmlText,
} from '@signet/xml';
import { METHOD_PASSWORD, METHOD_TLS_CLIENT, METHOD_X509 } from './authentication-methods.ts';
import { CLAIMS } from './vocabulary.ts';

/** How the person proved who they are to the federation server. */
export type ProvenBy = 'tls-certificate' | 'message-signature' | 'password';

/** What an assertion says. */
export interface IssueAssertion {
  readonly user: Pick<User, 'userPrincipalName' | 'onPremisesImmutableId'>;
  readonly authentication: Authentication;
  readonly provenBy: ProvenBy;
  /** The relying party's identifier that was asked for. */
  readonly audience: string;
}

export interface IssueAssertionOptions {
  /** Issuer of the assertion. */
  readonly issuerUri: string;
  readonly signer: XmlSigner;
  readonly xmlCrypto: Pick<XmlCrypto, 'digest'>;
  readonly random: Random;
}

export interface IssuedAssertion {
  /** Signed, in canonical form: it goes into a message as it stands. */
  readonly token: XmlText;
  readonly assertionId: string;
  readonly expires: UnixSeconds;
}

/** Issues the SAML 1.1 assertion that AD FS gives Entra, signed. */
export async function issueAssertion(
  about: IssueAssertion,
  now: UnixSeconds,
  { issuerUri, signer, xmlCrypto, random }: IssueAssertionOptions,
): Promise<IssuedAssertion> {
  const assertion = describeAssertion(about, `_${random.guid()}`, issuerUri, now);
  const token = await signEnveloped(writeAssertion(assertion), {
    signer,
    crypto: xmlCrypto,
    idAttribute: 'AssertionID',
    position: 'last',
  });
  return { token, assertionId: assertion.assertionId, expires: assertion.conditions.notOnOrAfter };
}

/** The claims that AD FS issues to Entra, with those that let revocation be asked later. */
function describeAssertion(
  { user, authentication, provenBy, audience }: IssueAssertion,
  assertionId: string,
  issuer: string,
  now: UnixSeconds,
): Saml11Assertion {
  const { userPrincipalName, onPremisesImmutableId } = user;
  const { reference, authenticationMethod } = METHODS[provenBy];
  const claims: [string, string | undefined][] = [
    [CLAIMS.userPrincipalName, userPrincipalName],
    [CLAIMS.immutableId, onPremisesImmutableId],
    [CLAIMS.authenticationMethodsReferences, reference],
    [
      CLAIMS.serialNumber,
      authentication.certificate && formatSerialNumber(authentication.certificate.serialNumber),
    ],
    [CLAIMS.issuer, authentication.certificate?.issuer],
  ];
  return {
    assertionId,
    issuer,
    issueInstant: now,
    conditions: { notBefore: now, notOnOrAfter: now + LIFETIME_SECONDS, audiences: [audience] },
    nameIdentifier: { format: SAML11.unspecifiedFormat, value: onPremisesImmutableId ?? userPrincipalName },
    attributes: new Map(claims.flatMap(([type, value]) => (value === undefined ? [] : [[type, [value]]]))),
    authenticationMethod,
    authenticationInstant: authentication.authTime,
  };
}

/** The claim-style name and its SAML 1.1 twin. */
const METHODS = {
  'tls-certificate': { reference: METHOD_TLS_CLIENT, authenticationMethod: SAML11.tlsClient },
  'message-signature': { reference: METHOD_X509, authenticationMethod: SAML11.x509 },
  password: { reference: METHOD_PASSWORD, authenticationMethod: SAML11.password },
} as const satisfies Record<ProvenBy, unknown>;

/** AD FS's default TokenLifetime. */
const LIFETIME_SECONDS = 60 * 60;
