import { type XmlText, xml, xmlDocument } from '@signet/xml';
import { addressOf } from './checks.ts';
import type { Endpoint } from './endpoints.ts';
import { writePolicy } from './mex-policies.ts';
import type { WsTrustOptions } from './options.ts';
import { NAMESPACES, type TrustVersion } from './vocabulary.ts';

/**
 * WSDL 1.1 with WS-Policy, by which clients find the address that takes their credential. They read it by prefixes
 * as much as by namespaces: `wsu:Id` on a policy, `tns:` before a binding's name (MSAL for Java and .NET), and `sp`
 * declared on TransportBinding (MSAL for Go). For Go only 1.3 exists and for .NET only 2005, so both are listed.
 */
export function answerMetadataExchange(
  endpoints: readonly Endpoint[],
  options: Pick<WsTrustOptions, 'origins'>,
): Response {
  return new Response(xmlDocument(writeDefinitions(endpoints, options)), {
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
}

function writeDefinitions(endpoints: readonly Endpoint[], options: Pick<WsTrustOptions, 'origins'>): XmlText {
  const versions = [...new Set(endpoints.map(({ version }) => version))];
  return xml`<wsdl:definitions name="SecurityTokenService" targetNamespace="${NAMESPACES.service}"
      xmlns:wsdl="${NAMESPACES.wsdl}" xmlns:tns="${NAMESPACES.service}" xmlns:wsp="${NAMESPACES.policy}"
      xmlns:wsu="${NAMESPACES.utility}" xmlns:soap12="${NAMESPACES.wsdlSoap12}"
      xmlns:wsa10="${NAMESPACES.addressing}" xmlns:wsaw="${NAMESPACES.wsdlAddressing}">
    ${endpoints.map(writePolicy)}
    ${versions.map(writePortType)}
    ${endpoints.map(writeBinding)}
    <wsdl:service name="SecurityTokenService">
      ${endpoints.map((endpoint) => writePort(endpoint, addressOf(endpoint, options)))}
    </wsdl:service>
  </wsdl:definitions>`;
}

function writePortType(version: TrustVersion): XmlText {
  const name = portTypeOf(version);
  const [request, answer] = [`${name}_RequestMsg`, `${name}_AnswerMsg`];
  const answerElement =
    version.name === '13' ? 'RequestSecurityTokenResponseCollection' : 'RequestSecurityTokenResponse';
  return xml`<wsdl:message name="${request}">
      <wsdl:part name="request" xmlns:t="${version.namespaceUri}" element="t:RequestSecurityToken"></wsdl:part>
    </wsdl:message>
    <wsdl:message name="${answer}">
      <wsdl:part name="answer" xmlns:t="${version.namespaceUri}" element="${`t:${answerElement}`}"></wsdl:part>
    </wsdl:message>
    <wsdl:portType name="${name}">
      <wsdl:operation name="Issue">
        <wsdl:input wsaw:Action="${version.requestAction}" message="${`tns:${request}`}"></wsdl:input>
        <wsdl:output wsaw:Action="${version.answerAction}" message="${`tns:${answer}`}"></wsdl:output>
      </wsdl:operation>
    </wsdl:portType>`;
}

function writeBinding({ bindingName, version }: Endpoint): XmlText {
  return xml`<wsdl:binding name="${bindingName}" type="${`tns:${portTypeOf(version)}`}">
    <wsp:PolicyReference URI="${`#${bindingName}_policy`}"></wsp:PolicyReference>
    <soap12:binding transport="http://schemas.xmlsoap.org/soap/http"></soap12:binding>
    <wsdl:operation name="Issue">
      <soap12:operation soapAction="${version.requestAction}" style="document"></soap12:operation>
      <wsdl:input><soap12:body use="literal"></soap12:body></wsdl:input>
      <wsdl:output><soap12:body use="literal"></soap12:body></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>`;
}

function writePort({ bindingName }: Endpoint, address: string): XmlText {
  return xml`<wsdl:port name="${bindingName}" binding="${`tns:${bindingName}`}">
    <soap12:address location="${address}"></soap12:address>
    <wsa10:EndpointReference><wsa10:Address>${address}</wsa10:Address></wsa10:EndpointReference>
  </wsdl:port>`;
}

function portTypeOf({ name }: TrustVersion): string {
  return name === '13' ? 'IWSTrust13Async' : 'IWSTrustFeb2005Async';
}
