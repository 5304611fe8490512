import { CLOUD_AUDIENCE } from '@signet/federation';
import type { UnixSeconds } from '@signet/pki';
import { NAME_ID_FORMATS, SAML20, signEnveloped, xml, xmlDocument } from '@signet/xml';
import { assertionConsumerServiceOf, type ServiceProviderOptions } from '../service-provider/options.ts';
import { BINDING_URIS } from '../vocabulary.ts';
import { writeKeyDescriptor } from './identity-provider-role.ts';

/** What a third-party identity provider needs to know of the token service (SAML 2.0 metadata §2.4.4), signed. */
export async function answerServiceProviderMetadata(
  now: UnixSeconds,
  options: ServiceProviderOptions,
): Promise<Response> {
  const signer = await options.requestSigner(now);
  const { certificate } = await options.decryptionKeys.current(now);
  const location = assertionConsumerServiceOf(options);
  const descriptor = xml`<md:EntityDescriptor xmlns:md="${SAML20.metadata}" ID="${`_${options.random.guid()}`}"
      entityID="${CLOUD_AUDIENCE}">
    <md:SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="${SAML20.protocol}">
      ${writeKeyDescriptor(signer.certificate)}
      ${writeKeyDescriptor(certificate, 'encryption')}
      ${Object.values(BINDING_URIS).map(
        (binding) =>
          xml`<md:SingleLogoutService Binding="${binding}" Location="${location}"></md:SingleLogoutService>`,
      )}
      <md:NameIDFormat>${NAME_ID_FORMATS.persistent}</md:NameIDFormat>
      <md:AssertionConsumerService Binding="${BINDING_URIS.post}" Location="${location}" index="0"
        isDefault="true"></md:AssertionConsumerService>
    </md:SPSSODescriptor>
  </md:EntityDescriptor>`;
  const signed = await signEnveloped(descriptor, {
    signer,
    crypto: options.xmlCrypto,
    idAttribute: 'ID',
    position: 'first',
  });
  return new Response(xmlDocument(signed), {
    headers: { 'content-type': 'application/samlmetadata+xml', 'cache-control': 'public, max-age=3600' },
  });
}
