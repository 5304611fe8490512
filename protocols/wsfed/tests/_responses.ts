import { CLAIMS, CLOUD_AUDIENCE, TRUST_13, TRUST_2005 } from '@signet/federation';
import { DEMO_PEOPLE } from '@signet/lab';
import {
  SAML11,
  type Saml11Assertion,
  signEnveloped,
  writeAssertion,
  type XmlSigner,
  type XmlText,
  xml,
} from '@signet/xml';
import { NAMESPACES } from '../src/vocabulary.ts';
import { ISSUER_URI, NOW, type World } from './_world.ts';

export const ALICE_IMMUTABLE_ID = Buffer.from(DEMO_PEOPLE.alice.id.replaceAll('-', ''), 'hex').toString(
  'base64',
);

/** A password sign-in of Alice at the partner: nothing to look up afterwards, so only the response is judged. */
export function assertionOf(changes: Partial<Saml11Assertion> = {}): Saml11Assertion {
  return {
    assertionId: `_${crypto.randomUUID()}`,
    issuer: ISSUER_URI,
    issueInstant: NOW,
    conditions: { notBefore: NOW, notOnOrAfter: NOW + 3600, audiences: [CLOUD_AUDIENCE] },
    nameIdentifier: { format: SAML11.unspecifiedFormat, value: ALICE_IMMUTABLE_ID },
    attributes: new Map([
      [CLAIMS.userPrincipalName, [DEMO_PEOPLE.alice.userPrincipalName]],
      [CLAIMS.immutableId, [ALICE_IMMUTABLE_ID]],
    ]),
    authenticationMethod: SAML11.password,
    authenticationInstant: NOW,
    ...changes,
  };
}

export function withClaims(...claims: readonly (readonly [string, readonly string[]])[]): Saml11Assertion {
  const { attributes } = assertionOf();
  return assertionOf({ attributes: new Map([...attributes, ...claims]) });
}

export async function sign(world: World, assertion: Saml11Assertion, signer?: XmlSigner): Promise<XmlText> {
  return signEnveloped(writeAssertion(assertion), {
    signer: signer ?? (await world.signer()),
    crypto: world.federationServer.xmlCrypto,
    idAttribute: 'AssertionID',
    position: 'last',
  });
}

export function wrap2005(
  token: XmlText,
  appliesTo: readonly XmlText[] = [writeAppliesTo(CLOUD_AUDIENCE)],
): string {
  return xml`<t:RequestSecurityTokenResponse xmlns:t="${TRUST_2005}">
    ${appliesTo}
    <t:RequestedSecurityToken>${token}</t:RequestedSecurityToken>
    <t:TokenType>${SAML11.assertion}</t:TokenType>
    <x:Unknown xmlns:x="urn:unknown"></x:Unknown>
  </t:RequestSecurityTokenResponse>`.text;
}

export function wrap13(token: XmlText): string {
  return xml`<trust:RequestSecurityTokenResponseCollection xmlns:trust="${TRUST_13}">
    <trust:RequestSecurityTokenResponse Context="x">
      <trust:RequestedSecurityToken>${token}</trust:RequestedSecurityToken>
      ${writeAppliesTo(CLOUD_AUDIENCE)}
      <trust:KeyType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/Bearer</trust:KeyType>
    </trust:RequestSecurityTokenResponse>
  </trust:RequestSecurityTokenResponseCollection>`.text;
}

function writeAppliesTo(address: string): XmlText {
  return xml`<wsp:AppliesTo xmlns:wsp="${NAMESPACES.policy}">
    <wsa:EndpointReference xmlns:wsa="${NAMESPACES.addressing}"><wsa:Address>${address}</wsa:Address></wsa:EndpointReference>
  </wsp:AppliesTo>`;
}
