import { createPrivateKey, createSign, randomUUID } from 'node:crypto';
import { type ClientCertificate, exchangeHttp, type HttpAnswer, type TlsIdentity } from '@signet/lab';
import { SignedXml } from 'xml-crypto';
import type { World } from './_world.ts';

export type Version = '13' | '2005';

export const TRUST = {
  '13': 'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  '2005': 'http://schemas.xmlsoap.org/ws/2005/02/trust',
} as const;

const BEARER = {
  '13': `${TRUST['13']}/Bearer`,
  '2005': 'http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey',
} as const;

export interface Rst {
  readonly version: Version;
  /** The last segment of the address. */
  readonly endpoint: 'certificatemixed' | 'certificatetransport' | 'usernamemixed';
  /** Instead of the world's address. */
  readonly to?: string;
  readonly appliesTo?: string;
  /** Unix seconds; now when absent. */
  readonly created?: number;
  readonly expires?: number;
  /** Content of Security behind the Timestamp. */
  readonly token?: string;
  /** More headers. */
  readonly headers?: string;
}

/** An envelope as MSAL for Python and .NET write it (WS-Trust, SOAP 1.2, WS-Addressing 1.0). */
export function writeRst(world: World, rst: Rst): string {
  const { version, appliesTo = 'urn:federation:MicrosoftOnline', token = '', headers = '' } = rst;
  const created = rst.created ?? world.server.services.clock.now();
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  return `<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:wsa='http://www.w3.org/2005/08/addressing' xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'>
    <s:Header>
      <wsa:Action s:mustUnderstand='1'>${TRUST[version]}/RST/Issue</wsa:Action>
      <wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID>
      <wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>
      <wsa:To s:mustUnderstand='1' wsu:Id='_1'>${rst.to ?? addressOf(world, rst)}</wsa:To>${headers}
      <wsse:Security s:mustUnderstand='1' xmlns:wsse='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'>
        <wsu:Timestamp wsu:Id='_0'><wsu:Created>${time(created)}</wsu:Created><wsu:Expires>${time(rst.expires ?? created + 600)}</wsu:Expires></wsu:Timestamp>${token}
      </wsse:Security>
    </s:Header>
    <s:Body>
      <wst:RequestSecurityToken xmlns:wst='${TRUST[version]}'>
        <wsp:AppliesTo xmlns:wsp='http://schemas.xmlsoap.org/ws/2004/09/policy'>
          <wsa:EndpointReference><wsa:Address>${appliesTo}</wsa:Address></wsa:EndpointReference>
        </wsp:AppliesTo>
        <wst:KeyType>${BEARER[version]}</wst:KeyType>
        <wst:RequestType>${TRUST[version]}/Issue</wst:RequestType>
      </wst:RequestSecurityToken>
    </s:Body>
  </s:Envelope>`;
}

export function usernameToken(userName: string, password: string): string {
  return `<wsse:UsernameToken wsu:Id='ADALUsernameToken'><wsse:Username>${userName}</wsse:Username><wsse:Password>${password}</wsse:Password></wsse:UsernameToken>`;
}

/** The X.509 token of `certificatemixed`, to be signed by `signRst`. */
export function binarySecurityToken({ certificate }: Pick<ClientCertificate, 'certificate'>): string {
  const der = Buffer.from(certificate).toString('base64');
  return `<wsse:BinarySecurityToken wsu:Id='_bst' ValueType='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3' EncodingType='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary'>${der}</wsse:BinarySecurityToken>`;
}

const DIRECT_REFERENCE =
  '<wsse:SecurityTokenReference xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><wsse:Reference URI="#_bst" ValueType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"/></wsse:SecurityTokenReference>';

/** Signs Timestamp and To, or the elements named, with xml-crypto: a library that knows nothing of ours. */
export function signRst(
  envelope: string,
  /** On P-256; or RSA, by whatever signs. */
  key: Pick<TlsIdentity, 'privateKeyPem'> | { sign(data: Uint8Array): Uint8Array },
  { parts = ['Timestamp', 'To'], keyInfo = DIRECT_REFERENCE, digest = 'sha256' as 'sha256' | 'sha1' } = {},
): string {
  const [signatureAlgorithm, Algorithm] =
    'sign' in key ? ([RSA_SHA256, signingBy(key)] as const) : ([ECDSA_SHA256, EcdsaSha256] as const);
  const signed = new SignedXml({
    privateKey: 'sign' in key ? 'not looked at' : key.privateKeyPem,
    idMode: 'wssecurity',
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    signatureAlgorithm,
    getKeyInfoContent: () => keyInfo,
  });
  signed.SignatureAlgorithms[signatureAlgorithm] = Algorithm;
  for (const part of parts) {
    signed.addReference({
      xpath: `//*[local-name(.)='${part}']`,
      transforms: [EXCLUSIVE_C14N],
      digestAlgorithm: { sha256: SHA256, sha1: 'http://www.w3.org/2000/09/xmldsig#sha1' }[digest],
    });
  }
  const location = { reference: "//*[local-name(.)='Security']", action: 'append' } as const;
  signed.computeSignature(envelope, { prefix: 'ds', location });
  return signed.getSignedXml();
}

/** RFC 9231 §2.3.6: r and s side by side; the lab's keys are on P-256. */
class EcdsaSha256 {
  getSignature = (signedInfo: string, privateKey: string): string => {
    const key = { key: createPrivateKey(privateKey), dsaEncoding: 'ieee-p1363' } as const;
    return createSign('sha256').update(signedInfo).sign(key, 'base64');
  };
  verifySignature = (): boolean => false;
  getAlgorithmName = (): string => ECDSA_SHA256;
}

function signingBy(key: { sign(data: Uint8Array): Uint8Array }): typeof EcdsaSha256 {
  return class extends EcdsaSha256 {
    override getSignature = (signedInfo: string): string =>
      Buffer.from(key.sign(Buffer.from(signedInfo))).toString('base64');
    override getAlgorithmName = (): string => RSA_SHA256;
  };
}

const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

export function addressOf({ server }: World, { version, endpoint }: Rst): string {
  const origin = server.origins[endpoint === 'certificatetransport' ? 'certificate' : 'login'];
  return `${origin}/adfs/services/trust/${version}/${endpoint}`;
}

/** Posts an envelope as it stands. */
export function postRst(
  world: World,
  rst: Rst,
  envelope: string,
  options: {
    readonly clientCertificate?: TlsIdentity;
    readonly contentType?: string;
    readonly localAddress?: string;
    /** Of the server. */
    readonly address?: string;
  } = {},
): Promise<HttpAnswer> {
  const body = Buffer.from(envelope);
  return exchangeHttp({
    url: new URL(addressOf(world, rst)),
    method: 'POST',
    headers: {
      'content-type': options.contentType ?? 'application/soap+xml; charset=utf-8',
      'content-length': String(body.length),
      soapaction: `${TRUST[rst.version]}/RST/Issue`,
    },
    body,
    ca: world.pki.root.certificatePem,
    address: options.address ?? '127.0.0.1',
    localAddress: options.localAddress,
    ...(options.clientCertificate && { clientCertificate: options.clientCertificate }),
  });
}

/** The assertion as MSAL for Python cuts it out of the text. */
export function cutAssertion({ body }: HttpAnswer): string {
  const [, token] = /<(?:\w+:)?RequestedSecurityToken(?:[^>]*)>(.*)<\/(?:\w+:)?RequestedSecurityToken/s.exec(
    body.toString(),
  ) ?? [undefined, undefined];
  if (token === undefined) throw new Error(body.toString());
  return token;
}

/** Reason and subcode of a fault. */
export function readFault({ body }: HttpAnswer): { readonly reason: string; readonly subcode: string } {
  const text = body.toString();
  const reason = /<s:Reason><s:Text xml:lang="en">([^<]*)</.exec(text)?.[1] ?? text;
  const subcode = /<s:Subcode><s:Value [^>]*>([^<]*)</.exec(text)?.[1] ?? text;
  return { reason, subcode };
}

/** Hands an assertion in at the token endpoint. */
export async function redeemAssertion(
  world: World,
  assertion: string,
  form: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await world.fetch(`${world.server.origins.login}/organizations/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: 'c0270500-0000-4000-8000-0000000000a1',
      grant_type: 'urn:ietf:params:oauth:grant-type:saml1_1-bearer',
      assertion,
      scope: 'User.Read openid profile offline_access',
      client_info: '1',
      ...form,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
