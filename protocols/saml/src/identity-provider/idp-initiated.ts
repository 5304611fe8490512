import { promptForCertificate, type RequestContext, readQuery } from '@signet/http';
import { chooseAuthnContexts } from './authn-context.ts';
import { CERTIFICATE_STEP } from './certificate.ts';
import { chooseNameIdFormat } from './name-id.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuse } from './refusals.ts';
import { check } from './sign-in-request.ts';
import { findTrust, resolveAssertionConsumerService } from './trusts.ts';

/**
 * A sign-in that begins here (SAML 2.0 profiles §4.1.5): `loginToRp` names the relying party, as at AD FS. Also
 * read from AD FS's RelayState, `RPID=<identifier>&RelayState=<value>`, each of them encoded. There is no list
 * to choose from: whoever asks would learn which applications there are.
 */
export async function beginUnsolicited(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { identifier, relayState } = readTarget(request);
  const trust = await findTrust(identifier, options);
  const assertionConsumerService = trust && resolveAssertionConsumerService(trust, NO_CHOICE);
  if (!trust || identifier === undefined || assertionConsumerService === undefined) {
    const detail = 'loginToRp must be an identifier of an enabled relying party that speaks SAML.';
    const evidence = [check('loginToRp', identifier, detail)];
    return refuse('relying-party-unknown', evidence, request, context, options);
  }
  const nameIdFormat = chooseNameIdFormat(undefined, trust);
  if (nameIdFormat === undefined) {
    const evidence = [check('nameIdFormat', trust.nameIdFormat, 'Names of this format are not issued here.')];
    return refuse('request-malformed', evidence, request, context, options);
  }
  const signIn = {
    trustId: trust.id,
    relyingPartyName: trust.displayName,
    audience: identifier,
    assertionConsumerService,
    inResponseTo: undefined,
    relayState,
    nameIdFormat,
    authnContexts: chooseAuthnContexts(undefined),
    subject: undefined,
    correlationId: context.correlationId,
    certificateRequested: false,
  };
  return promptForCertificate(CERTIFICATE_STEP, signIn, request, context, options);
}

function readTarget(request: Request): { identifier: string | undefined; relayState: string | undefined } {
  const query = readQuery(request);
  const relayState = query.get('RelayState');
  const inner = new URLSearchParams(relayState ?? '');
  const rpid = inner.get('RPID') ?? undefined;
  const identifier = query.get('loginToRp') ?? rpid;
  return { identifier, relayState: rpid === undefined ? relayState : (inner.get('RelayState') ?? undefined) };
}

const NO_CHOICE = { assertionConsumerServiceUrl: undefined, assertionConsumerServiceIndex: undefined };
