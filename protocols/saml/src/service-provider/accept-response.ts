import { type AnswerReader, acceptFederatedAnswer, type Form, type RequestContext } from '@signet/http';
import { assertionConsumerServiceOf, type ServiceProviderOptions } from './options.ts';
import { readSamlResponse, type SamlResponse } from './read-response.ts';
import { requestIdOf } from './sign-in-redirect.ts';

/** A federation partner's answer by SAML: RelayState leads to the request, whose ID InResponseTo must name. */
export async function acceptSamlResponse(
  form: Form,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  const relayState = form.get('RelayState') ?? '';
  const reader: AnswerReader<SamlResponse> = {
    handle: relayState,
    read: async ({ tenantId }, now) =>
      readSamlResponse(form, {
        ...options,
        now,
        decryptor: options.createDecryptor(await options.decryptionKeys.published(now)),
        recipients: [assertionConsumerServiceOf(options), `${options.loginOrigin}/${tenantId}/saml2`],
        inResponseTo: requestIdOf(relayState),
      }),
    onSignedIn: ({ id: sessionId, userId, expiresAt }, { domain, partner }) =>
      options.directory.partnerSessions.add({
        sessionId,
        userId,
        domain: domain.name,
        ...partner,
        expiresAt,
      }),
  };
  return acceptFederatedAnswer(reader, request, context, options);
}
