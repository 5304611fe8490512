import { randomUUID } from 'node:crypto';
import { createXmlSigner, generateSigningKey } from '@signet/crypto';
import type { FederationConfiguration } from '@signet/identity';
import { type Browser, type BrowserOutcome, CONTOSO_TENANT_ID, type DemoPerson } from '@signet/lab';
import type { XmlSigner } from '@signet/xml';
import { type Asked, LANGUAGES, readAsked, writeSignOut } from './_partner-languages.ts';
import { asRedirect } from './_third-party.ts';
import type { World } from './_world.ts';

/** A federation partner with a key of its own, played by the test: it answers what it likes. */
export interface Partner {
  readonly issuerUri: string;
  /** The authentication method of an answer that names no other. */
  readonly passwordMethod: string;
  /** The settings of its domains are these; those that are not named, as at first. */
  configure(changes: Partial<FederationConfiguration>): Promise<void>;
  /** Follows an authorize request to the partner's sign-in address: what the partner was asked. */
  asked(browser: Browser, url: string | URL, userName?: string): Promise<Asked>;
  /** The same for a browser that got there by another way. */
  read(parameters: URLSearchParams): Asked;
  /** Has the browser post the partner's answer. */
  answer(browser: Browser, asked: Asked, answer: PartnerAnswer): Promise<BrowserOutcome>;
  /** By SAML: has it post that the context which was asked for cannot be met. */
  decline(browser: Browser, asked: Asked): Promise<BrowserOutcome>;
  /** By SAML: has it post that the person signed out at the partner. */
  signOut(browser: Browser, person: Pick<DemoPerson, 'id'>): Promise<BrowserOutcome>;
}

export interface PartnerAnswer extends Said {
  readonly person: Pick<DemoPerson, 'id' | 'userPrincipalName'>;
  /** Where the browser is going to: the application's address. */
  readonly redirectUri: string;
  /** Default: the partner's own. */
  readonly issuerUri?: string;
}

/** What an answer says of how the person signed in. */
export interface Said {
  /** AuthenticationInstant or AuthnInstant, as the partner's clock has it. Default: now. */
  readonly authTime?: number;
  /** AuthenticationMethod or AuthnContextClassRef. Default: a password, so that no certificate has to be looked up. */
  readonly method?: string;
  readonly claims?: Readonly<Record<string, readonly string[]>>;
  /** Changes the assertion before it is signed. */
  readonly change?: (assertion: string) => string;
}

export type PartnerProtocol = NonNullable<FederationConfiguration['preferredAuthenticationProtocol']>;

/** Where browsers stop on their way to it. */
export const SIGN_IN_ADDRESS = 'https://partner.example/sts';

/** Federates domains of contoso to one partner, each by an issuer of its own. */
export async function federateToPartner(
  world: World,
  protocol: PartnerProtocol,
  issuers: Readonly<Record<string, string>>,
  changes: Partial<FederationConfiguration> = {},
): Promise<Partner> {
  const { clock } = world.server.services;
  const signer = await makeSigner(world);
  const settings = { signingCertificate: signer.certificate, preferredAuthenticationProtocol: protocol };
  const configure = async (more: Partial<FederationConfiguration>): Promise<void> => {
    for (const [name, issuerUri] of Object.entries(issuers))
      await federate(world, name, { ...settings, issuerUri, ...more });
  };
  await configure(changes);
  const issuerUri = Object.values(issuers)[0]!;
  const { passwordMethod, write, writeRefusal } = LANGUAGES[protocol];
  const loginSrf = `${world.server.origins.login}/login.srf`;
  return {
    issuerUri,
    passwordMethod,
    configure,
    async asked(browser, url, userName) {
      const visit = { redirectUri: SIGN_IN_ADDRESS, ...(userName !== undefined && { userName }) };
      return readAsked(asRedirect(await browser.visit(url, visit)).parameters);
    },
    read: readAsked,
    async answer(browser, asked, answer) {
      const now = clock.now();
      const defaults = { authTime: now, method: passwordMethod, claims: {}, issuerUri };
      const form = await write(asked, { ...defaults, ...answer, loginSrf, now }, signer);
      return browser.post(loginSrf, form, { redirectUri: answer.redirectUri });
    },
    async decline(browser, asked) {
      return browser.post(loginSrf, writeRefusal(asked, clock.now()));
    },
    async signOut(browser, person) {
      const said = { person, issuerUri, loginSrf, now: clock.now() };
      return browser.post(loginSrf, await writeSignOut(said, signer));
    },
  };
}

async function makeSigner({ server }: World): Promise<XmlSigner> {
  const { clock, random } = server.services;
  const now = clock.now();
  const times = { notBefore: now - DAY, notAfter: now + 365 * DAY, now };
  const request = { use: 'federation-signing', commonName: 'partner', ...times } as const;
  const { privateKey, certificate } = await generateSigningKey(request, random);
  return createXmlSigner({ privateKey, certificate });
}

async function federate(
  { server }: World,
  name: string,
  settings: Partial<FederationConfiguration> &
    Pick<FederationConfiguration, 'issuerUri' | 'signingCertificate'>,
): Promise<void> {
  const { domains } = server.services.directory;
  const found = await domains.find(name);
  const federation = {
    id: found?.federation?.id ?? randomUUID(),
    displayName: 'Partner',
    passiveSignInUri: SIGN_IN_ADDRESS,
    activeSignInUri: undefined,
    signOutUri: undefined,
    metadataExchangeUri: undefined,
    nextSigningCertificate: undefined,
    promptLoginBehavior: 'disabled',
    ...settings,
  } as const;
  const domain = { name, tenantId: CONTOSO_TENANT_ID, isDefault: false, ...found, federation };
  await (found ? domains.update(domain) : domains.add(domain));
}

const DAY = 86_400;
