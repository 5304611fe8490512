import type { IssuedAssertion } from '@signet/federation';
import type { UnixSeconds } from '@signet/pki';
import { formatDateTime, SAML11, type XmlText, xml } from '@signet/xml';
import type { Message } from './message/read-message.ts';
import { NAMESPACES, TOKEN_PROFILES, type TrustVersion } from './vocabulary.ts';

/**
 * The answer in the order of AD FS: 1.3 has a collection around it (WS-Trust 1.3 §4.2), February 2005 has none.
 * Clients cut the assertion out of the text, so it stands there in canonical form.
 */
export function writeAnswer(
  issued: IssuedAssertion,
  { appliesTo, messageId }: Pick<Message, 'appliesTo' | 'messageId'>,
  version: TrustVersion,
  now: UnixSeconds,
): XmlText {
  const response = writeResponse(issued, appliesTo, version, now);
  const body =
    version.name === '2005'
      ? response
      : xml`<trust:RequestSecurityTokenResponseCollection xmlns:trust="${version.namespaceUri}">
          ${response}
        </trust:RequestSecurityTokenResponseCollection>`;
  const security = xml`<o:Security xmlns:o="${NAMESPACES.security}" s:mustUnderstand="1">
    <u:Timestamp xmlns:u="${NAMESPACES.utility}" u:Id="_0">
      <u:Created>${formatDateTime(now)}</u:Created>
      <u:Expires>${formatDateTime(now + ANSWER_SECONDS)}</u:Expires>
    </u:Timestamp>
  </o:Security>`;
  return writeEnvelope({ action: version.answerAction, relatesTo: messageId, headers: [security], body });
}

/** A SOAP 1.2 envelope; RelatesTo only when the request had a MessageID. */
export function writeEnvelope(envelope: {
  readonly action: string;
  readonly relatesTo: string | undefined;
  readonly headers: readonly XmlText[];
  readonly body: XmlText;
}): XmlText {
  const { action, relatesTo, headers, body } = envelope;
  const related = relatesTo === undefined ? [] : [xml`<a:RelatesTo>${relatesTo}</a:RelatesTo>`];
  return xml`<s:Envelope xmlns:s="${NAMESPACES.soap}" xmlns:a="${NAMESPACES.addressing}">
    <s:Header>
      <a:Action s:mustUnderstand="1">${action}</a:Action>${related}${headers}
    </s:Header>
    <s:Body>${body}</s:Body>
  </s:Envelope>`;
}

function writeResponse(
  { token, assertionId, expires }: IssuedAssertion,
  appliesTo: string,
  version: TrustVersion,
  now: UnixSeconds,
): XmlText {
  const reference = xml`<o:SecurityTokenReference xmlns:o="${NAMESPACES.security}"
      xmlns:k="http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
      k:TokenType="${TOKEN_PROFILES.saml11}">
    <o:KeyIdentifier ValueType="${TOKEN_PROFILES.samlAssertionId}">${assertionId}</o:KeyIdentifier>
  </o:SecurityTokenReference>`;
  return xml`<trust:RequestSecurityTokenResponse xmlns:trust="${version.namespaceUri}">
    <trust:Lifetime>
      <wsu:Created xmlns:wsu="${NAMESPACES.utility}">${formatDateTime(now)}</wsu:Created>
      <wsu:Expires xmlns:wsu="${NAMESPACES.utility}">${formatDateTime(expires)}</wsu:Expires>
    </trust:Lifetime>
    <wsp:AppliesTo xmlns:wsp="${NAMESPACES.policy}">
      <wsa:EndpointReference xmlns:wsa="${NAMESPACES.addressing}">
        <wsa:Address>${appliesTo}</wsa:Address>
      </wsa:EndpointReference>
    </wsp:AppliesTo>
    <trust:RequestedSecurityToken>${token}</trust:RequestedSecurityToken>
    <trust:RequestedAttachedReference>${reference}</trust:RequestedAttachedReference>
    <trust:RequestedUnattachedReference>${reference}</trust:RequestedUnattachedReference>
    <trust:TokenType>${SAML11.assertion}</trust:TokenType>
    <trust:RequestType>${version.requestType}</trust:RequestType>
    <trust:KeyType>${version.bearerKeyType}</trust:KeyType>
  </trust:RequestSecurityTokenResponse>`;
}

/** How long the answer as a message is fresh; AD FS writes five minutes. The assertion lives longer. */
const ANSWER_SECONDS = 5 * 60;
