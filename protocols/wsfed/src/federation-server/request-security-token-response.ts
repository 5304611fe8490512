import { TRUST_2005 } from '@signet/federation';
import type { UnixSeconds } from '@signet/pki';
import { formatDateTime, SAML11, type XmlText, xml } from '@signet/xml';
import { NAMESPACES } from '../vocabulary.ts';

/**
 * The `wresult` of WS-Trust February 2005, in the order that AD FS writes. The signed
 * token goes in as it stands.
 */
export function writeRequestSecurityTokenResponse(response: {
  readonly token: XmlText;
  readonly appliesTo: string;
  readonly created: UnixSeconds;
  readonly expires: UnixSeconds;
}): XmlText {
  return xml`<t:RequestSecurityTokenResponse xmlns:t="${TRUST_2005}">
    <t:Lifetime>
      <wsu:Created xmlns:wsu="${NAMESPACES.utility}">${formatDateTime(response.created)}</wsu:Created>
      <wsu:Expires xmlns:wsu="${NAMESPACES.utility}">${formatDateTime(response.expires)}</wsu:Expires>
    </t:Lifetime>
    <wsp:AppliesTo xmlns:wsp="${NAMESPACES.policy}">
      <wsa:EndpointReference xmlns:wsa="${NAMESPACES.addressing}">
        <wsa:Address>${response.appliesTo}</wsa:Address>
      </wsa:EndpointReference>
    </wsp:AppliesTo>
    <t:RequestedSecurityToken>${response.token}</t:RequestedSecurityToken>
    <t:TokenType>${SAML11.assertion}</t:TokenType>
    <t:RequestType>http://schemas.xmlsoap.org/ws/2005/02/trust/Issue</t:RequestType>
    <t:KeyType>http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey</t:KeyType>
  </t:RequestSecurityTokenResponse>`;
}
