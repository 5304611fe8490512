import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { createXmlCrypto, createXmlSigner, generateSigningKey } from '@signet/crypto';
import { CLAIMS, issueAssertion } from '@signet/federation';
import type { Domain, FederationConfiguration } from '@signet/identity';
import { type Browser, type BrowserOutcome, CONTOSO_TENANT_ID, type DemoPerson } from '@signet/lab';
import {
  attributeOf,
  NAME_ID_FORMATS,
  parseXml,
  signEnveloped,
  writeSaml20Assertion,
  type XmlElement,
  type XmlText,
} from '@signet/xml';
import { asRedirect } from './_third-party.ts';
import type { World } from './_world.ts';

/** A federation partner with a key of its own, played by the test: it answers what it likes. */
export interface Partner {
  readonly issuerUri: string;
  /** Follows an authorize request to the partner's sign-in address: what the partner was asked. */
  asked(browser: Browser, url: string | URL, userName?: string): Promise<Asked>;
  /** The same for a browser that got there by another way. */
  read(parameters: URLSearchParams): Asked;
  /** Has the browser post the partner's answer. */
  answer(browser: Browser, asked: Asked, answer: PartnerAnswer): Promise<BrowserOutcome>;
}

export interface Asked {
  readonly parameters: URLSearchParams;
  /** Absent by WS-Federation. */
  readonly authnRequest: XmlElement | undefined;
}

export interface PartnerAnswer {
  readonly person: Pick<DemoPerson, 'id' | 'userPrincipalName'>;
  /** AuthenticationInstant or AuthnInstant, as the partner's clock has it. */
  readonly authTime: number;
  /** Where the browser is going to: the application's address. */
  readonly redirectUri: string;
  /** Default: the partner's own. */
  readonly issuerUri?: string;
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
  const { directory, clock, random } = world.server.services;
  const now = clock.now();
  const key = await generateSigningKey(
    {
      use: 'federation-signing',
      commonName: 'partner',
      notBefore: now - 86_400,
      notAfter: now + 86_400 * 365,
      now,
    },
    random,
  );
  for (const [name, issuerUri] of Object.entries(issuers)) {
    const found = await directory.domains.find(name);
    const domain: Domain = {
      name,
      tenantId: CONTOSO_TENANT_ID,
      isDefault: false,
      ...found,
      federation: {
        id: randomUUID(),
        displayName: 'Partner',
        issuerUri,
        passiveSignInUri: SIGN_IN_ADDRESS,
        activeSignInUri: undefined,
        signOutUri: undefined,
        metadataExchangeUri: undefined,
        signingCertificate: key.certificate,
        nextSigningCertificate: undefined,
        promptLoginBehavior: 'disabled',
        preferredAuthenticationProtocol: protocol,
        ...changes,
      },
    };
    await (found ? directory.domains.update(domain) : directory.domains.add(domain));
  }
  const issuerUri = Object.values(issuers)[0]!;
  const { privateKey, certificate } = key;
  const signer = createXmlSigner({ privateKey, certificate });
  const write = protocol === 'saml' ? writeSamlResponse : writeWresult;
  const loginSrf = `${world.server.origins.login}/login.srf`;
  return {
    issuerUri,
    async asked(browser, url, userName) {
      const visit = { redirectUri: SIGN_IN_ADDRESS, ...(userName !== undefined && { userName }) };
      return readAsked(asRedirect(await browser.visit(url, visit)).parameters);
    },
    read: readAsked,
    async answer(browser, asked, { person, authTime, redirectUri, issuerUri: issuer = issuerUri }) {
      const immutableId = Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64');
      const { userPrincipalName } = person;
      const said = { immutableId, userPrincipalName, authTime, issuer, loginSrf, now: clock.now() };
      const form = await write(asked, said, { signer, random });
      return browser.post(loginSrf, form, { redirectUri });
    },
  };
}

/** SAML 2.0 bindings §3.4.4.1: the request is deflated. */
function readAsked(parameters: URLSearchParams): Asked {
  const deflated = parameters.get('SAMLRequest');
  if (deflated === null) return { parameters, authnRequest: undefined };
  const text = inflateRawSync(Buffer.from(deflated, 'base64')).toString();
  return { parameters, authnRequest: parseXml(text) };
}

interface Said {
  readonly immutableId: string;
  readonly userPrincipalName: string;
  readonly authTime: number;
  readonly issuer: string;
  readonly loginSrf: string;
  readonly now: number;
}

interface Pen {
  readonly signer: ReturnType<typeof createXmlSigner>;
  readonly random: World['server']['services']['random'];
}

/** WS-Federation 1.2 §13.2.2, the token of a password sign-in: no certificate has to be looked up. */
async function writeWresult({ parameters }: Asked, said: Said, pen: Pen): Promise<URLSearchParams> {
  const { immutableId, userPrincipalName, authTime, issuer, now } = said;
  const attributes = new Map([
    [CLAIMS.userPrincipalName, [userPrincipalName]],
    [CLAIMS.immutableId, [immutableId]],
  ]);
  const nameId = { value: immutableId, format: undefined, spNameQualifier: undefined };
  const { token } = await issueAssertion(
    {
      claims: { nameId, issuerId: undefined, attributes },
      authentication: { authTime },
      provenBy: 'password',
      audience: 'urn:federation:MicrosoftOnline',
    },
    now,
    { issuerUri: issuer, signer: pen.signer, xmlCrypto: createXmlCrypto(), random: pen.random },
  );
  const trust = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
  const wresult = `<t:RequestSecurityTokenResponse xmlns:t="${trust}"><t:RequestedSecurityToken>${token.text}</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`;
  return new URLSearchParams({ wa: 'wsignin1.0', wresult, wctx: parameters.get('wctx') ?? '' });
}

/** SAML 2.0 profiles §4.1.4: the same by the POST binding. */
async function writeSamlResponse(asked: Asked, said: Said, pen: Pen): Promise<URLSearchParams> {
  const { immutableId, userPrincipalName, authTime, issuer, loginSrf, now } = said;
  const assertion = writeSaml20Assertion({
    id: `_${randomUUID()}`,
    issuer,
    issueInstant: now,
    nameId: { format: NAME_ID_FORMATS.persistent, value: immutableId, spNameQualifier: undefined },
    subjectConfirmation: {
      inResponseTo: asked.authnRequest && attributeOf(asked.authnRequest, 'ID'),
      recipient: loginSrf,
      notOnOrAfter: now + 300,
    },
    conditions: { notBefore: now, notOnOrAfter: now + 3600, audiences: ['urn:federation:MicrosoftOnline'] },
    authnStatement: {
      authnInstant: authTime,
      sessionIndex: '_s',
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    },
    attributes: new Map([['IDPEmail', [userPrincipalName]]]),
  });
  const signed: XmlText = await signEnveloped(assertion, {
    signer: pen.signer,
    crypto: createXmlCrypto(),
    idAttribute: 'ID',
    position: 'after-first',
  });
  const instant = new Date(now * 1000).toISOString();
  const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0" IssueInstant="${instant}"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>${signed.text}</samlp:Response>`;
  return new URLSearchParams({
    SAMLResponse: Buffer.from(response).toString('base64'),
    RelayState: asked.parameters.get('RelayState') ?? '',
  });
}
