import { SAML11, type Saml11Assertion, signEnveloped, writeAssertion, type XmlText, xml } from '@signet/xml';
import { type TestSigner, xmlCrypto } from './_signers.ts';

export const ASSERTION: Saml11Assertion = {
  assertionId: '_4f0c1f4e-7d07-4a3c-9f0e-2d6f5f3f8a01',
  issuer: 'http://fs.contoso.example/adfs/services/trust',
  issueInstant: 1_795_424_400,
  conditions: {
    notBefore: 1_795_424_400,
    notOnOrAfter: 1_795_428_000,
    audiences: ['urn:federation:MicrosoftOnline'],
  },
  nameIdentifier: { format: SAML11.unspecifiedFormat, value: 'x8qbnO2HmUe3kMPO7pCdkQ==' },
  attributes: new Map([
    ['http://schemas.xmlsoap.org/claims/UPN', ['alice@contoso.example']],
    ['http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID', ['x8qbnO2HmUe3kMPO7pCdkQ==']],
    ['http://schemas.microsoft.com/claims/authnmethodsreferences', ['urn:a', 'urn:b']],
  ]),
  authenticationMethod: SAML11.tlsClient,
  authenticationInstant: 1_795_424_390,
};

export async function signAssertion(
  signer: TestSigner,
  assertion: Saml11Assertion = ASSERTION,
): Promise<string> {
  const { text } = await signEnveloped(writeAssertion(assertion), {
    signer: signer.signer,
    crypto: xmlCrypto,
    idAttribute: 'AssertionID',
    position: 'last',
  });
  return text;
}

/** A SAML 2.0 response with one assertion, of which one or both are signed. */
export async function signResponse(
  signer: TestSigner,
  what: { readonly assertion?: true; readonly response?: true },
  nameId = 'alice',
): Promise<string> {
  const options = {
    signer: signer.signer,
    crypto: xmlCrypto,
    idAttribute: 'ID',
    position: 'after-first',
  } as const;
  const assertion = writeSaml2Assertion('_assertion', nameId);
  const inner = what.assertion ? await signEnveloped(assertion, options) : assertion;
  const response = xml`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response">
    <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example</saml:Issuer>
    ${inner}
  </samlp:Response>`;
  return (what.response ? await signEnveloped(response, options) : response).text;
}

export function writeSaml2Assertion(id: string, nameId: string): XmlText {
  return xml`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}">
    <saml:Issuer>https://idp.example</saml:Issuer>
    <saml:Subject><saml:NameID>${nameId}</saml:NameID></saml:Subject>
  </saml:Assertion>`;
}
