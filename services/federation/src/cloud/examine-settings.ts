import { FEDERATED_IDP_MFA_BEHAVIORS, type FederatedIdpMfaBehavior } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { demandCertificates } from './demand-certificates.ts';
import { createRequirements, type Requirement, type Requirements } from './requirement.ts';

/** internalDomainFederation of Microsoft Graph: the settings of a domain at the service. */
export interface DomainFederationSettings {
  readonly displayName?: string | null | undefined;
  readonly issuerUri?: string | null | undefined;
  readonly metadataExchangeUri?: string | null | undefined;
  readonly passiveSignInUri?: string | null | undefined;
  readonly activeSignInUri?: string | null | undefined;
  readonly signOutUri?: string | null | undefined;
  readonly preferredAuthenticationProtocol?: string | null | undefined;
  readonly promptLoginBehavior?: string | null | undefined;
  readonly federatedIdpMfaBehavior?: string | null | undefined;
  /** Base64 of DER. */
  readonly signingCertificate?: string | null | undefined;
  readonly nextSigningCertificate?: string | null | undefined;
}

/** The federation server as it is. */
export interface FederationServerFacts {
  /** `https://fs.contoso.com`. */
  readonly origin: string;
  readonly issuerUri: string;
  /** DER, the one that signs now first. */
  readonly signingCertificates: readonly Uint8Array[];
  readonly now: UnixSeconds;
}

/** A domain's settings, line by line. */
export function examineSettings(
  domain: string,
  settings: DomainFederationSettings,
  server: FederationServerFacts,
): readonly Requirement[] {
  const requirements = createRequirements();
  demandDomain(domain, requirements);
  demandAddresses(settings, server, requirements);
  demandBehaviour(settings, requirements);
  demandCertificates(settings, server, requirements);
  return requirements.lines;
}

function demandDomain(domain: string, { demand }: Requirements): void {
  demand(
    { check: 'domain-name', asks: 'The domain is one of your own', found: domain },
    !/(^|\.)onmicrosoft\.(com|us|cn)$/i.test(domain),
    'A domain of onmicrosoft.com cannot be federated: add your own domain.',
  );
}

function demandAddresses(
  settings: DomainFederationSettings,
  { origin, issuerUri }: FederationServerFacts,
  { demand, note }: Requirements,
): void {
  const address = (name: keyof DomainFederationSettings, wanted: string): void =>
    demand(
      { check: `settings-${name}`, asks: `${name} is ${wanted}`, found: settings[name] ?? 'not set' },
      withoutSlash(settings[name]) === withoutSlash(wanted),
      `Set it: «signet federation setup» prints the command.`,
    );
  demand(
    {
      check: 'settings-issuerUri',
      asks: `issuerUri is what the federation server calls itself, ${issuerUri}, and no other domain’s`,
      found: settings.issuerUri ?? 'not set',
    },
    settings.issuerUri === issuerUri,
    'Set issuerUri to this. With several domains each needs its own, and a rule that issues issuerid.',
  );
  address('passiveSignInUri', `${origin}/adfs/ls/`);
  address('signOutUri', `${origin}/adfs/ls/`);
  address('metadataExchangeUri', `${origin}/adfs/services/trust/mex`);
  demand(
    { check: 'settings-https', asks: 'Every address is https', found: origin },
    origin.startsWith('https://'),
    'Serve the federation server by https.',
  );
  note({
    check: 'settings-activeSignInUri',
    asks: 'activeSignInUri is for programs that sign in by password',
    found: settings.activeSignInUri ?? 'not set: people sign in by certificate in a browser',
  });
}

function demandBehaviour(settings: DomainFederationSettings, requirements: Requirements): void {
  const { demand } = requirements;
  const protocol = settings.preferredAuthenticationProtocol ?? 'not set';
  demand(
    {
      check: 'settings-preferredAuthenticationProtocol',
      asks: 'preferredAuthenticationProtocol is wsFed or saml',
      found: protocol,
    },
    ['wsFed', 'saml'].includes(protocol),
    'Set it to wsFed.',
  );
  const prompt = settings.promptLoginBehavior ?? 'not set, which is translateToFreshPasswordAuthentication';
  demand(
    {
      check: 'settings-promptLoginBehavior',
      asks: 'promptLoginBehavior is disabled or nativeSupport: else prompt=login asks for a password',
      found: prompt,
    },
    ['disabled', 'nativeSupport'].includes(prompt),
    'Set it to disabled.',
  );
  demandMfaBehavior(settings, requirements);
}

function demandMfaBehavior(
  { federatedIdpMfaBehavior: behavior }: DomainFederationSettings,
  { demand }: Requirements,
): void {
  demand(
    {
      check: 'settings-federatedIdpMfaBehavior',
      asks: 'federatedIdpMfaBehavior says whose second factor counts',
      found: behavior ?? `not set, which is ${FEDERATED_IDP_MFA_BEHAVIORS[0]}`,
    },
    findMfaBehavior(behavior) !== undefined,
    `Set it to one of ${FEDERATED_IDP_MFA_BEHAVIORS.join(', ')}.`,
  );
}

/** The setting as the service reads it; `undefined` for a word that it does not know. */
export function findMfaBehavior(
  setting: DomainFederationSettings['federatedIdpMfaBehavior'],
): FederatedIdpMfaBehavior | undefined {
  return FEDERATED_IDP_MFA_BEHAVIORS.find(
    (behavior) => behavior === (setting ?? FEDERATED_IDP_MFA_BEHAVIORS[0]),
  );
}

/** AD FS and the service write `/adfs/ls` and `/adfs/ls/`. */
function withoutSlash(url: string | null | undefined): string | undefined {
  return url?.replace(/\/$/, '');
}
