import { NAMESPACES, TOKEN_PROFILES, type TrustVersion } from '../vocabulary.ts';

export const SECRET = 'Zq9-horse-battery';

/** A message with all that the reader knows, for tests to break. */
export function message(version: TrustVersion): string {
  return `<s:Envelope xmlns:s="${NAMESPACES.soap}" xmlns:a="${NAMESPACES.addressing}" xmlns:u="${NAMESPACES.utility}"><s:Header><a:Action s:mustUnderstand="1">${version.requestAction}</a:Action><a:MessageID>urn:uuid:1</a:MessageID><a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo><a:To s:mustUnderstand="1" u:Id="_1">https://fs.example/adfs/services/trust/13/usernamemixed</a:To><o:Security s:mustUnderstand="1" xmlns:o="${NAMESPACES.security}"><u:Timestamp u:Id="_0"><u:Created>2026-11-28T10:00:00.000Z</u:Created><u:Expires>2026-11-28T10:05:00.000Z</u:Expires></u:Timestamp><o:UsernameToken u:Id="_u"><o:Username>alice@contoso.example</o:Username><o:Password Type="${TOKEN_PROFILES.passwordText}">${SECRET}</o:Password></o:UsernameToken><o:BinarySecurityToken u:Id="_b" ValueType="${TOKEN_PROFILES.x509v3}">AAAA</o:BinarySecurityToken></o:Security></s:Header><s:Body><t:RequestSecurityToken xmlns:t="${version.namespaceUri}"><p:AppliesTo xmlns:p="${NAMESPACES.policy}"><a:EndpointReference><a:Address>urn:federation:MicrosoftOnline</a:Address></a:EndpointReference></p:AppliesTo><t:KeyType>${version.bearerKeyType}</t:KeyType><t:RequestType>${version.requestType}</t:RequestType></t:RequestSecurityToken></s:Body></s:Envelope>`;
}
