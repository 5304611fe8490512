import {
  acceptCertificate,
  type Handler,
  type RequestContext,
  type Route,
  type Routes,
  readForm,
  withFreshProof,
} from '@signet/http';
import { CERTIFICATE_STEP } from './certificate.ts';
import { beginUnsolicited } from './idp-initiated.ts';
import type { IdentityProviderOptions } from './options.ts';
import { answeringUnreadable } from './passive.ts';
import { completeSignIn } from './sign-in-response.ts';
import { LOGOUT_PATH } from './sign-out.ts';
import { beginLogout } from './single-logout.ts';

/**
 * The identity provider's addresses apart from `/adfs/ls/`, which WS-Federation shares
 * (`samlAtPassiveEndpoint`): IdP-initiated sign-on where AD FS has it, and the two legs of the certificate.
 */
export function identityProviderRoutes(options: IdentityProviderOptions): Routes {
  const get = (pattern: string, answer: Answer, listener: Route['listener'] = 'login'): Route => ({
    listener,
    method: 'GET',
    pattern,
    handler: guarded(answer, options),
  });
  return [
    ...['', '.htm', '.aspx'].map((suffix) => get(`/adfs/ls/idpinitiatedsignon${suffix}`, beginUnsolicited)),
    get(LOGOUT_PATH, beginLogout),
    {
      listener: 'certificate',
      method: 'GET',
      pattern: CERTIFICATE_STEP.certificatePath,
      handler: withFreshProof(guarded(accept, options)),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern: CERTIFICATE_STEP.completePath,
      handler: guarded(complete, options),
    },
  ];
}

type Answer = (
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
) => Promise<Response>;

function accept(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  return acceptCertificate(CERTIFICATE_STEP, request, context, options);
}

async function complete(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const form = await readForm(request);
  return completeSignIn(form.get('result') ?? '', request, context, options);
}

function guarded(answer: Answer, options: IdentityProviderOptions): Handler {
  return (request, context) =>
    answeringUnreadable(request, context, options, () => answer(request, context, options));
}
