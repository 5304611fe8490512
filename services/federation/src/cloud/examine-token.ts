import { type FederatedIdpMfaBehavior, mfaBehaviorOf, type User } from '@signet/identity';
import { formatTime, type UnixSeconds } from '@signet/pki';
import type { XmlCrypto } from '@signet/xml';
import { readFactors11, readFactors20 } from '../assertion/claimed-factors.ts';
import { isCertificateMethod, MULTIPLE_AUTHN } from '../authentication-methods.ts';
import { CLAIMS, CLOUD_AUDIENCE } from '../vocabulary.ts';
import { demandSubject } from './demand-subject.ts';
import { createRequirements, type Requirement, type Requirements } from './requirement.ts';
import { readToken, type TokenFacts } from './token-facts.ts';

/** Where the real service takes answers. */
export const CLOUD_REPLY_URL = 'https://login.microsoftonline.com/login.srf';

/** Whom and what the token ought to be about. */
export interface TokenExpectations {
  readonly domain: string;
  /** Of the domain's settings. */
  readonly issuerUri: string;
  /** DER, of the domain's settings: the current one, and the next if there is one. */
  readonly signingCertificates: readonly Uint8Array[];
  readonly user: Pick<User, 'userPrincipalName' | 'onPremisesImmutableId'>;
  readonly provenBy: 'certificate' | 'something-else';
  readonly protocol: 'wsFed' | 'saml';
  /** Of the domain's settings. Default: the service's. */
  readonly federatedIdpMfaBehavior?: FederatedIdpMfaBehavior | undefined;
  readonly now: UnixSeconds;
  readonly crypto: XmlCrypto;
}

/** A token, line by line. `text` is the `wresult` or the SAML response, or an assertion alone. */
export function examineToken(text: string, expected: TokenExpectations): readonly Requirement[] {
  const requirements = createRequirements();
  const reading = readToken(text, expected.signingCertificates, expected.crypto);
  requirements.demand(
    {
      check: 'token-signature',
      asks: 'The assertion is signed by a signing certificate of the domain’s settings, with RSA and SHA-256',
      found: reading.status === 'read' ? `signed with ${reading.facts.signatureAlgorithm}` : reading.why,
    },
    reading.status === 'read' && /rsa-sha256$/i.test(reading.facts.signatureAlgorithm),
    'Give the domain the certificate that the federation server signs with now: «signet federation setup» prints it.',
  );
  // What no key of the settings has signed says nothing.
  if (reading.status !== 'read') return requirements.lines;
  demandEnvelope(reading.facts, expected, requirements);
  demandSubject(reading.facts, expected, requirements);
  demandProof(reading.facts, expected, requirements);
  demandFactors(reading.facts, expected, requirements);
  return requirements.lines;
}

function demandEnvelope(
  facts: TokenFacts,
  { issuerUri, protocol, now }: TokenExpectations,
  { demand }: Requirements,
): void {
  const wanted = protocol === 'saml' ? 'SAML 2.0' : 'SAML 1.1';
  demand(
    { check: 'token-version', asks: `The token is ${wanted}`, found: facts.version },
    facts.version === wanted,
    'Ask by the protocol that preferredAuthenticationProtocol names.',
  );
  demand(
    { check: 'token-issuer', asks: `Issuer is the domain’s issuerUri, ${issuerUri}`, found: facts.issuer },
    facts.issuer === issuerUri,
    'Set issuerUri of the domain to this issuer; with several domains, let a rule issue issuerid for each.',
  );
  demand(
    { check: 'token-audience', asks: `Audience is ${CLOUD_AUDIENCE}`, found: facts.audiences.join(', ') },
    facts.audiences.length === 1 && facts.audiences[0] === CLOUD_AUDIENCE,
    `Sign in with wtrealm or Issuer ${CLOUD_AUDIENCE}.`,
  );
  const seconds = facts.notOnOrAfter - facts.notBefore;
  demand(
    {
      check: 'token-lifetime',
      asks: 'NotBefore and NotOnOrAfter enclose the present; AD FS gives 60 minutes',
      found: `${formatTime(facts.notBefore)} to ${formatTime(facts.notOnOrAfter)}, ${Math.round(seconds / 60)} min`,
    },
    facts.notBefore <= now && now < facts.notOnOrAfter && seconds <= MAX_LIFETIME_SECONDS,
    'Set the clock of the federation server by NTP; a token file must be examined within its lifetime.',
  );
  if (facts.version === 'SAML 2.0')
    demand(
      { check: 'token-recipient', asks: `Recipient is ${CLOUD_REPLY_URL}`, found: facts.recipient ?? 'none' },
      facts.recipient === CLOUD_REPLY_URL,
      'Give the relying party this assertion consumer service: «signet federation setup» prints the command.',
    );
}

function demandProof(facts: TokenFacts, expected: TokenExpectations, { demand, note }: Requirements): void {
  const { attributes, authenticationMethod, authenticationInstant } = facts;
  const methods = attributes.get(CLAIMS.authenticationMethodsReferences) ?? [];
  const byCertificate = expected.provenBy === 'certificate';
  demand(
    {
      check: 'token-method',
      asks: 'The authentication method says how the person signed in',
      found: [authenticationMethod, ...methods].join(', '),
    },
    authenticationMethod !== '' &&
      (!byCertificate || [authenticationMethod, ...methods].some(isCertificateMethod)),
    'Pass authnmethodsreferences through: the built-in rules do.',
  );
  demand(
    {
      check: 'token-instant',
      asks: 'The authentication instant is in the past: sign-in frequency counts from it',
      found: formatTime(authenticationInstant),
    },
    authenticationInstant <= expected.now,
    'Set the clock of the federation server by NTP.',
  );
  for (const [name, type] of [
    ['serial number', CLAIMS.serialNumber],
    ['issuer', CLAIMS.issuer],
  ] as const) {
    const values = attributes.get(type) ?? [];
    const line = {
      check: `token-certificate-${name.replace(' ', '-')}`,
      asks: `${type} names the certificate’s ${name}: refresh tokens are held against the CRL by it`,
      found: values.join(', ') || 'absent',
    };
    if (byCertificate) demand(line, values.length === 1, 'Pass it through: the built-in rules do.');
    else note({ ...line, found: `${line.found}; no certificate was used` });
  }
}

/** Only a domain that leaves the second factor to us demands it; whoever comes without is sent back for it, and refused. */
function demandFactors(facts: TokenFacts, expected: TokenExpectations, { demand, note }: Requirements): void {
  const behavior = mfaBehaviorOf(expected);
  const factors =
    facts.version === 'SAML 1.1' ? readFactors11(facts) : readFactors20(facts.authenticationMethod);
  const isClaimed = factors === 'multiple';
  const line = {
    check: 'token-multi-factor',
    asks: `Multi-factor authentication is claimed by ${MULTIPLE_AUTHN}`,
  };
  if (behavior === 'enforceMfaByFederatedIdp') {
    const remedy =
      'Let a rule issue it for certificates of two factors (docs/guide/retire-ad-fs.md §5), or set federatedIdpMfaBehavior to acceptIfMfaDoneByFederatedIdp.';
    demand({ ...line, found: isClaimed ? 'claimed, and counts' : 'not claimed' }, isClaimed, remedy);
    return;
  }
  const counts = isClaimed && behavior === 'acceptIfMfaDoneByFederatedIdp';
  const said = isClaimed ? 'claimed, and does not count' : 'not claimed';
  note({ ...line, found: counts ? 'claimed, and counts' : `${said}: ${ITS_OWN}` });
}

const ITS_OWN = 'where a policy wants a second factor, the service asks for its own';
/** What the service bears is not documented; AD FS warns from a day on. */
const MAX_LIFETIME_SECONDS = 24 * 60 * 60;
