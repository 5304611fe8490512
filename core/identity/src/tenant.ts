import type { UnixSeconds } from '@signet/pki';
import type { TenantId } from './ids.ts';

export interface Tenant {
  readonly id: TenantId;
  readonly displayName: string;
  readonly createdAt: UnixSeconds;
}

/** A verified domain name of a tenant; unique in the installation. */
export interface Domain {
  /** Lower case, without a trailing dot. */
  readonly name: string;
  readonly tenantId: TenantId;
  readonly isDefault: boolean;
  /** Present exactly when the domain is federated. */
  readonly federation: FederationConfiguration | undefined;
}

export type PromptLoginBehavior = 'translateToFreshPasswordAuthentication' | 'nativeSupport' | 'disabled';

export type AuthenticationProtocol = 'wsFed' | 'saml';

/**
 * Whose second factor counts where one is needed (Microsoft Graph: internalDomainFederation):
 * - `acceptIfMfaDoneByFederatedIdp`: the partner's, if it says that there was one; otherwise ours is asked for;
 * - `enforceMfaByFederatedIdp`: the partner's; who comes without it is sent back to the partner for it, once;
 * - `rejectMfaByFederatedIdp`: ours, whatever the partner says.
 */
export type FederatedIdpMfaBehavior = (typeof FEDERATED_IDP_MFA_BEHAVIORS)[number];

/** The default first. */
export const FEDERATED_IDP_MFA_BEHAVIORS = [
  'acceptIfMfaDoneByFederatedIdp',
  'enforceMfaByFederatedIdp',
  'rejectMfaByFederatedIdp',
] as const;

/** internalDomainFederation of Microsoft Graph, as far as passive sign-in reads it. */
export interface FederationConfiguration {
  readonly id: string;
  readonly displayName: string;
  readonly issuerUri: string;
  readonly passiveSignInUri: string;
  readonly activeSignInUri: string | undefined;
  readonly signOutUri: string | undefined;
  readonly metadataExchangeUri: string | undefined;
  /** DER. Assertions signed by either certificate's key are accepted. */
  readonly signingCertificate: Uint8Array;
  readonly nextSigningCertificate: Uint8Array | undefined;
  readonly promptLoginBehavior: PromptLoginBehavior;
  /** Which protocol people are sent away with. Default: wsFed. */
  readonly preferredAuthenticationProtocol?: AuthenticationProtocol;
  /** SAML: whether the AuthnRequest is signed. Default: not. */
  readonly signedAuthenticationRequests?: 'required' | 'not-required';
  /** Whose second factor counts. Default: the partner's, if there was one. */
  readonly federatedIdpMfaBehavior?: FederatedIdpMfaBehavior;
  /** What is let pass for an old partner. Default: nothing. */
  readonly allow?: readonly PartnerRelaxation[];
}

/** What holds for a federation, with the default of the documentation where nothing is set. */
export function mfaBehaviorOf({
  federatedIdpMfaBehavior = FEDERATED_IDP_MFA_BEHAVIORS[0],
}: {
  readonly federatedIdpMfaBehavior?: FederatedIdpMfaBehavior | undefined;
}): FederatedIdpMfaBehavior {
  return federatedIdpMfaBehavior;
}

/**
 * What a federation partner may do that is refused otherwise, each for a partner that cannot do better:
 * - `sha1`: signatures and digests by SHA-1;
 * - `response-signature`: a signature over the response alone, which covers the assertion in it (SAML 2.0 core §5.3);
 *   Entra wants the assertion itself signed;
 * - `no-in-response-to`: a subject confirmation that does not name the request (profiles §4.1.4.3); RelayState and the
 *   browser's cookie still lead to it;
 * - `no-audience`: an assertion that says for nobody what it is for (profiles §4.1.4.2);
 * - `unsigned-logout`: a logout request without a signature (profiles §4.4.4): anybody can end the sessions of others.
 */
export type PartnerRelaxation =
  | 'sha1'
  | 'response-signature'
  | 'no-in-response-to'
  | 'no-audience'
  | 'unsigned-logout';

export const PARTNER_RELAXATIONS: readonly PartnerRelaxation[] = [
  'sha1',
  'response-signature',
  'no-in-response-to',
  'no-audience',
  'unsigned-logout',
];

/** Lower case and without a trailing dot, as a domain is kept; `undefined` for what is no domain name of several labels. */
export function parseDomainName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  // RFC 1035 §2.3.4, RFC 1123 §2.1: letters, digits and hyphens; all digits at the end would be an address.
  const areLabels = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  const isName = labels.length > 1 && name.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '');
  return areLabels && isName ? name : undefined;
}

/** The part after the last `@`, lower case; `undefined` when there is no user or no domain part. */
export function domainOf(userPrincipalName: string): string | undefined {
  const at = userPrincipalName.lastIndexOf('@');
  if (at < 1 || at === userPrincipalName.length - 1) return undefined;
  return userPrincipalName.slice(at + 1).toLowerCase();
}
