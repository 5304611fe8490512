import { type XmlText, xml } from '@signet/xml';
import type { Endpoint } from './endpoints.ts';
import { NAMESPACES } from './vocabulary.ts';

/**
 * The WS-SecurityPolicy of an endpoint, in the version that goes with its WS-Trust. Basic256Sha256 where AD FS has
 * Basic256, which would have clients sign with SHA-1.
 */
export function writePolicy({ bindingName, version, credential }: Endpoint): XmlText {
  const sp = version.name === '13' ? NAMESPACES.securityPolicy : NAMESPACES.securityPolicy2005;
  return xml`<wsp:Policy wsu:Id="${`${bindingName}_policy`}">
    <wsp:ExactlyOne><wsp:All>
      ${writeTransportBinding(sp, credential)}
      ${writeSupportingToken(sp, credential)}
      <wsaw:UsingAddressing></wsaw:UsingAddressing>
    </wsp:All></wsp:ExactlyOne>
  </wsp:Policy>`;
}

/** MSAL for Go wants `sp` declared on this very element. */
function writeTransportBinding(sp: string, credential: Endpoint['credential']): XmlText {
  return xml`<sp:TransportBinding xmlns:sp="${sp}"><wsp:Policy>
    <sp:TransportToken><wsp:Policy>${writeHttpsToken(sp, credential === 'tls-certificate')}</wsp:Policy></sp:TransportToken>
    <sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256></sp:Basic256Sha256></wsp:Policy></sp:AlgorithmSuite>
    <sp:Layout><wsp:Policy><sp:Strict></sp:Strict></wsp:Policy></sp:Layout>
    <sp:IncludeTimestamp></sp:IncludeTimestamp>
  </wsp:Policy></sp:TransportBinding>`;
}

function writeHttpsToken(sp: string, requiresCertificate: boolean): XmlText {
  if (sp === NAMESPACES.securityPolicy2005) {
    return xml`<sp:HttpsToken RequireClientCertificate="${String(requiresCertificate)}"></sp:HttpsToken>`;
  }
  const inner = requiresCertificate ? [xml`<sp:RequireClientCertificate></sp:RequireClientCertificate>`] : [];
  return xml`<sp:HttpsToken><wsp:Policy>${inner}</wsp:Policy></sp:HttpsToken>`;
}

function writeSupportingToken(sp: string, credential: Endpoint['credential']): readonly XmlText[] {
  switch (credential) {
    case 'tls-certificate':
      return [];
    case 'message-signature':
      return [
        xml`<sp:EndorsingSupportingTokens xmlns:sp="${sp}"><wsp:Policy>
          <sp:X509Token sp:IncludeToken="${`${sp}/IncludeToken/AlwaysToRecipient`}"><wsp:Policy>
            <sp:RequireThumbprintReference></sp:RequireThumbprintReference>
            <sp:WssX509V3Token10></sp:WssX509V3Token10>
          </wsp:Policy></sp:X509Token>
          <sp:SignedParts><sp:Header Name="To" Namespace="${NAMESPACES.addressing}"></sp:Header></sp:SignedParts>
        </wsp:Policy></sp:EndorsingSupportingTokens>`,
      ];
    case 'password':
      return [writeUsernameToken(sp)];
    default:
      return credential satisfies never;
  }
}

/** The element's name differs between the versions, and clients look for the one that belongs to each. */
function writeUsernameToken(sp: string): XmlText {
  const token = xml`<wsp:Policy>
    <sp:UsernameToken sp:IncludeToken="${`${sp}/IncludeToken/AlwaysToRecipient`}">
      <wsp:Policy><sp:WssUsernameToken10></sp:WssUsernameToken10></wsp:Policy>
    </sp:UsernameToken>
  </wsp:Policy>`;
  return sp === NAMESPACES.securityPolicy2005
    ? xml`<sp:SignedSupportingTokens xmlns:sp="${sp}">${token}</sp:SignedSupportingTokens>`
    : xml`<sp:SignedEncryptedSupportingTokens xmlns:sp="${sp}">${token}</sp:SignedEncryptedSupportingTokens>`;
}
