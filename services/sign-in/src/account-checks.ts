import { type Directory, type Domain, domainOf, type User } from '@signet/identity';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import { type CertificateProof, Refusal } from './sign-in-request.ts';

/** Refuses a disabled account. */
export function checkAccountEnabled(user: User, evidence: Evidence): void {
  const enabled = user.accountEnabled;
  evidence.add({
    check: 'account-enabled',
    rule: 'Entra: accountEnabled',
    object: `user ${user.userPrincipalName}`,
    result: enabled ? 'pass' : 'fail',
    detail: enabled
      ? 'The account is enabled.'
      : 'The account is disabled; enable it to let this person sign in.',
  });
  if (!enabled) throw new Refusal('user-disabled');
}

/**
 * Refuses whatever was proven before the user's StsRefreshTokensValidFrom (AADSTS50173). Times are whole
 * seconds: what was proven in the second of the revocation may have come before it and is refused too, as a
 * CRL of that second is.
 */
export function checkValidFrom(user: User, authTime: UnixSeconds, evidence: Evidence): void {
  const validFrom = user.stsRefreshTokensValidFrom;
  const check = {
    check: 'valid-from',
    rule: 'Entra: StsRefreshTokensValidFrom',
    object: `user ${user.userPrincipalName}`,
  };
  if (validFrom === undefined) {
    evidence.add({ ...check, result: 'pass', detail: 'The sessions of this user were never revoked.' });
    return;
  }
  const facts = { authTime: formatTime(authTime), validFrom: formatTime(validFrom) };
  if (authTime > validFrom) {
    evidence.add({ ...check, result: 'pass', detail: 'Signed in after the valid-from time.', facts });
    return;
  }
  evidence.add({
    ...check,
    result: 'fail',
    detail: 'Signed in not later than the valid-from time; a fresh sign-in is needed.',
    facts,
  });
  throw new Refusal('sessions-revoked');
}

/** Refuses a user whose domain this door does not answer for. */
export async function checkDomain(
  user: User,
  audience: CertificateProof['audience'],
  directory: Directory,
  evidence: Evidence,
): Promise<Domain> {
  const name = domainOf(user.userPrincipalName);
  const domain = name === undefined ? undefined : await directory.domains.find(name);
  const fits = domain !== undefined && domain.tenantId === user.tenantId && answersFor(audience, domain);
  evidence.add({
    check: 'user-domain',
    rule: 'Entra: home realm',
    object: `domain ${name ?? '(none)'}`,
    result: fits ? 'pass' : 'fail',
    detail: describeDomain(audience, domain, fits),
  });
  if (!fits) throw new Refusal('user-outside-domain');
  return domain;
}

function answersFor(audience: CertificateProof['audience'], domain: Domain): boolean {
  switch (audience.kind) {
    case 'managed':
      return domain.federation === undefined;
    case 'federated':
      return (
        domain.federation?.issuerUri === audience.issuerUri ||
        originOf(domain.federation?.passiveSignInUri) === audience.signInOrigin
      );
    case 'mail':
      return true;
    default:
      return audience satisfies never;
  }
}

function originOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : URL.parse(uri)?.origin;
}

function describeDomain(
  audience: CertificateProof['audience'],
  domain: Domain | undefined,
  fits: boolean,
): string {
  if (!domain) return 'No tenant has verified this domain.';
  const texts = DOMAIN_TEXTS[audience.kind];
  return fits ? texts.fits : texts.refused;
}

const DOMAIN_TEXTS: Readonly<
  Record<CertificateProof['audience']['kind'], { readonly fits: string; readonly refused: string }>
> = {
  managed: {
    fits: 'The domain is managed.',
    refused: 'The domain is federated: its users sign in at their federation server.',
  },
  federated: {
    fits: 'The domain is federated with this server.',
    refused: 'The domain is not federated with this server: its users sign in elsewhere.',
  },
  mail: {
    fits: 'The domain is verified, and mail is for federated and managed accounts alike.',
    refused: 'Another tenant has verified this domain.',
  },
};
