import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { createXmlCrypto } from '@signet/crypto';
import { CLAIMS } from '@signet/federation';
import type { DemoPerson } from '@signet/lab';
import {
  attributeOf,
  NAME_ID_FORMATS,
  parseXml,
  SAML11,
  signEnveloped,
  writeAssertion,
  writeSaml20Assertion,
  type XmlElement,
  type XmlSigner,
  type XmlText,
  xml,
} from '@signet/xml';
import type { PartnerProtocol } from './_partner.ts';

/** A sign-in request, as the partner reads it. */
export interface Asked {
  readonly parameters: URLSearchParams;
  /** Absent by WS-Federation. */
  readonly authnRequest: XmlElement | undefined;
  /** `wauth`, or the AuthnContextClassRef; `undefined`: any. */
  readonly method: string | undefined;
}

/** What goes into an answer. */
export interface Answered {
  readonly person: Pick<DemoPerson, 'id' | 'userPrincipalName'>;
  readonly issuerUri: string;
  readonly authTime: number;
  readonly method: string;
  readonly claims: Readonly<Record<string, readonly string[]>>;
  readonly change?: (assertion: string) => string;
  readonly loginSrf: string;
  readonly now: number;
}

/** How a partner writes what it says, by the protocol that it speaks. */
export interface Language {
  readonly passwordMethod: string;
  write(asked: Asked, answered: Answered, signer: XmlSigner): Promise<URLSearchParams>;
  /** That the context which was asked for cannot be met. Throws by WS-Federation, which has no such answer. */
  writeRefusal(asked: Asked, now: number): URLSearchParams;
}

export const LANGUAGES: Readonly<Record<PartnerProtocol, Language>> = {
  wsFed: {
    passwordMethod: SAML11.password,
    write: writeWresult,
    writeRefusal: () => {
      throw new Error('WS-Federation has no answer that refuses');
    },
  },
  saml: {
    passwordMethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    write: writeSamlResponse,
    writeRefusal: (asked, now) =>
      samlForm(
        asked,
        now,
        `<samlp:StatusCode Value="${STATUS}Responder"><samlp:StatusCode Value="${STATUS}NoAuthnContext"/></samlp:StatusCode>`,
      ),
  },
};

/** SAML 2.0 bindings §3.4.4.1: the request is deflated. */
export function readAsked(parameters: URLSearchParams): Asked {
  const deflated = parameters.get('SAMLRequest');
  if (deflated === null)
    return { parameters, authnRequest: undefined, method: parameters.get('wauth') ?? undefined };
  const text = inflateRawSync(Buffer.from(deflated, 'base64')).toString();
  const method = /<saml:AuthnContextClassRef[^>]*>([^<]*)</.exec(text)?.[1];
  return { parameters, authnRequest: parseXml(text), method };
}

/** WS-Federation 1.2 §13.2.2. */
async function writeWresult(
  { parameters }: Asked,
  answered: Answered,
  signer: XmlSigner,
): Promise<URLSearchParams> {
  const { person, issuerUri, authTime, method, claims, now } = answered;
  const immutableId = immutableIdOf(person);
  const assertion = writeAssertion({
    assertionId: `_${randomUUID()}`,
    issuer: issuerUri,
    issueInstant: now,
    conditions: { notBefore: now, notOnOrAfter: now + 3600, audiences: [CLOUD] },
    nameIdentifier: { format: SAML11.unspecifiedFormat, value: immutableId },
    attributes: new Map([
      [CLAIMS.userPrincipalName, [person.userPrincipalName]],
      [CLAIMS.immutableId, [immutableId]],
      ...Object.entries(claims),
    ]),
    authenticationMethod: method,
    authenticationInstant: authTime,
  });
  const signed = await sign(assertion, answered, signer, { idAttribute: 'AssertionID', position: 'last' });
  const wresult = `<t:RequestSecurityTokenResponse xmlns:t="${WS_TRUST}"><t:RequestedSecurityToken>${signed}</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`;
  return new URLSearchParams({ wa: 'wsignin1.0', wresult, wctx: parameters.get('wctx') ?? '' });
}

/** SAML 2.0 profiles §4.1.4: the same by the POST binding. */
async function writeSamlResponse(
  asked: Asked,
  answered: Answered,
  signer: XmlSigner,
): Promise<URLSearchParams> {
  const { person, issuerUri, authTime, method, claims, loginSrf, now } = answered;
  const assertion = writeSaml20Assertion({
    id: `_${randomUUID()}`,
    issuer: issuerUri,
    issueInstant: now,
    nameId: { format: NAME_ID_FORMATS.persistent, value: immutableIdOf(person), spNameQualifier: undefined },
    subjectConfirmation: {
      inResponseTo: asked.authnRequest && attributeOf(asked.authnRequest, 'ID'),
      recipient: loginSrf,
      notOnOrAfter: now + 300,
    },
    conditions: { notBefore: now, notOnOrAfter: now + 3600, audiences: [CLOUD] },
    authnStatement: { authnInstant: authTime, sessionIndex: '_s', authnContextClassRef: method },
    attributes: new Map([['IDPEmail', [person.userPrincipalName]], ...Object.entries(claims)]),
  });
  const signed = await sign(assertion, answered, signer, { idAttribute: 'ID', position: 'after-first' });
  return samlForm(asked, now, `<samlp:StatusCode Value="${STATUS}Success"/>`, signed);
}

/** SAML 2.0 profiles §4.4.3.5, by the POST binding: every session of the person. */
export async function writeSignOut(
  {
    person,
    issuerUri,
    loginSrf,
    now,
  }: Pick<Answered, 'issuerUri' | 'loginSrf' | 'now'> & {
    readonly person: Pick<DemoPerson, 'id'>;
  },
  signer: XmlSigner,
): Promise<URLSearchParams> {
  const instant = new Date(now * 1000).toISOString();
  const request = xml`<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${loginSrf}" ID="_${randomUUID()}" IssueInstant="${instant}" Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuerUri}</saml:Issuer><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Format="${NAME_ID_FORMATS.persistent}">${immutableIdOf(person)}</saml:NameID></samlp:LogoutRequest>`;
  const place = { idAttribute: 'ID', position: 'after-first' } as const;
  const { text } = await signEnveloped(request, { signer, crypto: createXmlCrypto(), ...place });
  return new URLSearchParams({ SAMLRequest: Buffer.from(text).toString('base64') });
}

function immutableIdOf({ id }: Pick<DemoPerson, 'id'>): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64');
}

async function sign(
  assertion: XmlText,
  { change = (text) => text }: Answered,
  signer: XmlSigner,
  place: Pick<Parameters<typeof signEnveloped>[1], 'idAttribute' | 'position'>,
): Promise<string> {
  // A copy without the mark of what `xml` made, for the change may have broken its canonical form.
  const changed = { ...assertion, text: change(assertion.text) };
  return (await signEnveloped(changed, { signer, crypto: createXmlCrypto(), ...place })).text;
}

function samlForm(
  { authnRequest, parameters }: Asked,
  now: number,
  status: string,
  content = '',
): URLSearchParams {
  const instant = new Date(now * 1000).toISOString();
  const inResponseTo = authnRequest ? ` InResponseTo="${attributeOf(authnRequest, 'ID')}"` : '';
  const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0" IssueInstant="${instant}"${inResponseTo}><samlp:Status>${status}</samlp:Status>${content}</samlp:Response>`;
  return new URLSearchParams({
    SAMLResponse: Buffer.from(response).toString('base64'),
    RelayState: parameters.get('RelayState') ?? '',
  });
}

const CLOUD = 'urn:federation:MicrosoftOnline';
const WS_TRUST = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
