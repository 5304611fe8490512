import { MessageRefusal, readMessage, WS_TRUST_13, WS_TRUST_2005 } from '@signet/wstrust/message';
import { type FuzzTarget, PropertyError } from '../target.ts';

const SECRET = 'Zq9-horse';

/** The reader of WS-Trust messages, which hold passwords: whatever it refuses, it tells nothing of them. */
export const SOAP_TARGET: FuzzTarget = {
  name: 'soap',
  shape: 'text',
  covers: ['/protocols/wstrust/src/message/'],
  maxLength: 8192,
  dictionary: [
    '<s:Header>',
    '</s:Header>',
    '<a:To>',
    '<o:Security>',
    '<u:Timestamp>',
    '<o:Password>',
    ' s:mustUnderstand="1"',
    ' u:Id="_0"',
    '<t:TokenType>',
    'Z</u:Created>',
  ],
  seeds: [WS_TRUST_13, WS_TRUST_2005].map((version) => Buffer.from(writeSeed(version))),
  run(input) {
    const text = Buffer.from(input).toString('utf8');
    for (const version of [WS_TRUST_13, WS_TRUST_2005]) checkVersion(text, version);
  },
};

function checkVersion(text: string, version: typeof WS_TRUST_13): void {
  try {
    readMessage(text, version);
  } catch (error) {
    if (!(error instanceof MessageRefusal)) throw error;
    // A header is refused by its name, which the fuzzer may have made of anything.
    const told = error.checks.filter(({ check }) => check !== 'soap-headers').map(({ detail }) => detail);
    if (told.join().includes(SECRET)) throw new PropertyError('a refusal tells the password');
  }
}

function writeSeed(version: typeof WS_TRUST_13): string {
  const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:u="${wss}wssecurity-utility-1.0.xsd"><s:Header><a:Action s:mustUnderstand="1">${version.requestAction}</a:Action><a:MessageID>urn:uuid:1</a:MessageID><a:To s:mustUnderstand="1" u:Id="_1">https://fs.example/</a:To><o:Security s:mustUnderstand="1" xmlns:o="${wss}wssecurity-secext-1.0.xsd"><u:Timestamp u:Id="_0"><u:Created>2026-11-28T10:00:00.000Z</u:Created><u:Expires>2026-11-28T10:05:00Z</u:Expires></u:Timestamp><o:UsernameToken><o:Username>alice</o:Username><o:Password>${SECRET}</o:Password></o:UsernameToken><o:BinarySecurityToken u:Id="_b" ValueType="${wss}x509-token-profile-1.0#X509v3">AAAA</o:BinarySecurityToken></o:Security></s:Header><s:Body><t:RequestSecurityToken xmlns:t="${version.namespaceUri}"><p:AppliesTo xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy"><a:EndpointReference><a:Address>urn:federation:MicrosoftOnline</a:Address></a:EndpointReference></p:AppliesTo><t:KeyType>${version.bearerKeyType}</t:KeyType><t:RequestType>${version.requestType}</t:RequestType></t:RequestSecurityToken></s:Body></s:Envelope>`;
}
