import { type Domain, mfaBehaviorOf } from '@signet/identity';
import { formatFacts } from '../../terminal/table.ts';

/** With Microsoft Graph's names of a domain where it has them. */
export function domainToJson({
  name,
  tenantId,
  isDefault,
  federation,
}: Domain): Readonly<Record<string, unknown>> {
  return {
    id: name,
    tenantId,
    authenticationType: federation ? 'Federated' : 'Managed',
    isDefault,
    federation: federation
      ? {
          id: federation.id,
          displayName: federation.displayName,
          issuerUri: federation.issuerUri,
          passiveSignInUri: federation.passiveSignInUri,
          signOutUri: federation.signOutUri ?? null,
          metadataExchangeUri: federation.metadataExchangeUri ?? null,
          preferredAuthenticationProtocol: federation.preferredAuthenticationProtocol ?? 'wsFed',
          promptLoginBehavior: federation.promptLoginBehavior,
          federatedIdpMfaBehavior: mfaBehaviorOf(federation),
          signingCertificate: Buffer.from(federation.signingCertificate).toString('base64'),
        }
      : null,
  };
}

export function formatDomain({ name, isDefault, federation }: Domain, tenantName: string): string {
  return formatFacts([
    ['Domain', name],
    ['Tenant', tenantName],
    ['Default', isDefault ? 'yes' : 'no'],
    ['People sign in', federation ? 'at a federation server' : 'here, at the token service'],
    ...(federation
      ? ([
          ['Issuer', federation.issuerUri],
          ['Sign-in address', federation.passiveSignInUri],
          ['Protocol', federation.preferredAuthenticationProtocol ?? 'wsFed'],
          ['prompt=login', federation.promptLoginBehavior],
          ['Second factor', mfaBehaviorOf(federation)],
        ] as const)
      : []),
  ]);
}
