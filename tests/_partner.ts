import { inflateRawSync } from 'node:zlib';
import { createXmlCrypto, createXmlSigner } from '@signet/crypto';
import type { FederationConfiguration } from '@signet/identity';
import { type Browser, type BrowserOutcome, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import {
  NAME_ID_FORMATS,
  SAML11,
  signEnveloped,
  writeAssertion,
  writeSaml20Assertion,
  type XmlText,
} from '@signet/xml';
import { ISSUER_URI, type World } from './_world.ts';

/** Where the partner signs people in: the browser stops there, and the test answers for the partner. */
export const PARTNER = 'https://partner.example/sign-in';

/** What an answer of the partner says of how Alice signed in there. */
export interface Said {
  /** AuthenticationMethod or AuthnContextClassRef. */
  readonly method?: string;
  readonly claims?: Readonly<Record<string, readonly string[]>>;
  /** Changes the assertion before it is signed. */
  readonly change?: (assertion: string) => string;
}

/** A third-party partner of the federated domain, by one protocol. */
export interface Partner {
  readonly password: string;
  /** The authentication method that the browser was sent with; `undefined`: any. */
  methodAsked(sent: BrowserOutcome): string | undefined;
  /** Posts what the partner says, in the browser that was sent there. */
  answer(browser: Browser, sent: BrowserOutcome, said: Said, stopAt: string): Promise<BrowserOutcome>;
}

export const PARTNERS: Readonly<Record<'wsFed' | 'saml', (world: World) => Partner>> = {
  wsFed: (world) => ({
    password: SAML11.password,
    methodAsked: (sent) => parametersOf(sent).get('wauth') ?? undefined,
    async answer(browser, sent, said, stopAt) {
      const assertion = await sign(world, writeWsFedAssertion(world, said), said, 'AssertionID', 'last');
      const wresult = `<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>${assertion}</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`;
      const wctx = parametersOf(sent).get('wctx') ?? '';
      return post(world, browser, { wa: 'wsignin1.0', wresult, wctx }, stopAt);
    },
  }),
  saml: (world) => ({
    password: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    methodAsked: (sent) => /<saml:AuthnContextClassRef[^>]*>([^<]*)</.exec(requestOf(sent))?.[1],
    async answer(browser, sent, said, stopAt) {
      const inResponseTo = / ID="([^"]*)"/.exec(requestOf(sent))?.[1] ?? '';
      const written = writeSamlAssertion(world, said, inResponseTo);
      const assertion = await sign(world, written, said, 'ID', 'after-first');
      return post(
        world,
        browser,
        samlFields(sent, inResponseTo, `${SUCCESS}</samlp:Status>${assertion}`),
        stopAt,
      );
    },
  }),
};

/** An answer by SAML that says that the context which was asked for cannot be met. */
export async function declineContext(
  world: World,
  browser: Browser,
  sent: BrowserOutcome,
): Promise<BrowserOutcome> {
  const inResponseTo = / ID="([^"]*)"/.exec(requestOf(sent))?.[1] ?? '';
  const status = `<samlp:Status><samlp:StatusCode Value="${STATUS}Responder"><samlp:StatusCode Value="${STATUS}NoAuthnContext"/></samlp:StatusCode></samlp:Status>`;
  return post(world, browser, samlFields(sent, inResponseTo, status), PARTNER);
}

/** The federated domain has this partner, and of its settings these. */
export async function federate(world: World, changes: Partial<FederationConfiguration>): Promise<void> {
  const { domains } = world.server.services.directory;
  const domain = await domains.find(FEDERATED_DOMAIN);
  if (!domain?.federation) throw new Error('no federated domain');
  const { federatedIdpMfaBehavior: _, ...before } = domain.federation;
  await domains.update({ ...domain, federation: { ...before, passiveSignInUri: PARTNER, ...changes } });
}

function writeWsFedAssertion({ server }: World, { method, claims = {} }: Said): XmlText {
  const now = server.services.clock.now();
  return writeAssertion({
    assertionId: `_${crypto.randomUUID()}`,
    issuer: ISSUER_URI,
    issueInstant: now,
    conditions: { notBefore: now, notOnOrAfter: now + 3600, audiences: [CLOUD] },
    nameIdentifier: { format: SAML11.unspecifiedFormat, value: IMMUTABLE_ID },
    attributes: new Map([
      ['http://schemas.xmlsoap.org/claims/UPN', [alice.userPrincipalName]],
      ['http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID', [IMMUTABLE_ID]],
      ...Object.entries(claims),
    ]),
    authenticationMethod: method ?? SAML11.password,
    authenticationInstant: now,
  });
}

function writeSamlAssertion({ server }: World, { method, claims = {} }: Said, inResponseTo: string): XmlText {
  const now = server.services.clock.now();
  const recipient = `${server.origins.login}/login.srf`;
  return writeSaml20Assertion({
    id: `_${crypto.randomUUID()}`,
    issuer: ISSUER_URI,
    issueInstant: now,
    nameId: { format: NAME_ID_FORMATS.persistent, value: IMMUTABLE_ID, spNameQualifier: undefined },
    subjectConfirmation: { inResponseTo, recipient, notOnOrAfter: now + 300 },
    conditions: { notBefore: now, notOnOrAfter: now + 3600, audiences: [CLOUD] },
    authnStatement: {
      authnInstant: now,
      sessionIndex: '_s',
      authnContextClassRef: method ?? 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    },
    attributes: new Map([['IDPEmail', [alice.userPrincipalName]], ...Object.entries(claims)]),
  });
}

async function sign(
  { server: { services } }: World,
  assertion: XmlText,
  { change = (text) => text }: Said,
  idAttribute: 'ID' | 'AssertionID',
  position: 'last' | 'after-first',
): Promise<string> {
  const signer = createXmlSigner(await services.federationKeys.current(services.clock.now()));
  // A copy without the mark of what `xml` made, for the change may have broken its canonical form.
  const changed = { ...assertion, text: change(assertion.text) };
  return (await signEnveloped(changed, { signer, crypto: createXmlCrypto(), idAttribute, position })).text;
}

function samlFields(sent: BrowserOutcome, inResponseTo: string, content: string): Record<string, string> {
  const text = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${crypto.randomUUID()}" Version="2.0" IssueInstant="${new Date().toISOString()}" InResponseTo="${inResponseTo}">${content}</samlp:Response>`;
  const RelayState = parametersOf(sent).get('RelayState') ?? '';
  return { SAMLResponse: Buffer.from(text).toString('base64'), RelayState };
}

function post(
  { server }: World,
  browser: Browser,
  fields: Record<string, string>,
  redirectUri: string,
): Promise<BrowserOutcome> {
  return browser.post(`${server.origins.login}/login.srf`, new URLSearchParams(fields), { redirectUri });
}

function requestOf(sent: BrowserOutcome): string {
  const request = Buffer.from(parametersOf(sent).get('SAMLRequest') ?? '', 'base64');
  return inflateRawSync(request).toString();
}

function parametersOf(sent: BrowserOutcome): URLSearchParams {
  if (sent.kind === 'page') throw new Error(sent.text);
  return sent.parameters;
}

const { alice } = DEMO_PEOPLE;
const IMMUTABLE_ID = Buffer.from(alice.id.replaceAll('-', ''), 'hex').toString('base64');
const CLOUD = 'urn:federation:MicrosoftOnline';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const SUCCESS = `<samlp:Status><samlp:StatusCode Value="${STATUS}Success"/>`;
