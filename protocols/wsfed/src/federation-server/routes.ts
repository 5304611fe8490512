import {
  acceptCertificate,
  type Form,
  type Handler,
  HttpError,
  promptForCertificate,
  type RequestContext,
  type Routes,
  readForm,
  readQuery,
  refuseOnPage,
  withFreshProof,
} from '@signet/http';
import { WA } from '../vocabulary.ts';
import { CERTIFICATE_STEP } from './certificate.ts';
import { answerFederationMetadata } from './federation-metadata.ts';
import type { FederationServerOptions } from './options.ts';
import { refuseMalformed } from './refusals.ts';
import { readWsignInRequest } from './sign-in-request.ts';
import { completeSignIn } from './sign-in-response.ts';
import { signOut, signOutCleanup } from './sign-out.ts';

/** The federation server's addresses, where AD FS has them. */
export function federationServerRoutes(options: FederationServerOptions): Routes {
  const routes: Routes = [
    {
      listener: 'login',
      method: 'GET',
      pattern: '/adfs/ls',
      handler: (request, context) => answerPassive(readQuery(request), request, context, options),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern: '/adfs/ls',
      handler: async (request, context) => answerPost(await readForm(request), request, context, options),
    },
    {
      listener: 'certificate',
      method: 'GET',
      pattern: CERTIFICATE_STEP.certificatePath,
      handler: withFreshProof((request, context) =>
        acceptCertificate(CERTIFICATE_STEP, request, context, options),
      ),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/FederationMetadata/2007-06/FederationMetadata.xml',
      handler: (_request, context) => answerFederationMetadata(context.now, options),
    },
  ];
  return routes.map((route) => ({ ...route, handler: answeringUnreadable(route.handler, options) }));
}

/** Either the certificate host's result, or a passive request whose parameters may be in body or query. */
function answerPost(
  form: Form,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> | Response {
  const result = form.get('result');
  if (result !== undefined) return completeSignIn(result, request, context, options);
  const carriesQuery = !form.has('wa') && new URL(request.url).searchParams.has('wa');
  return answerPassive(carriesQuery ? readQuery(request) : form, request, context, options);
}

async function answerPassive(
  form: Form,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const other = await options.otherProtocol?.(form, request, context);
  if (other) return other;
  switch (form.get('wa')) {
    case WA.signIn:
      return beginSignIn(form, request, context, options);
    case WA.signOut:
      return signOut(form, request, context.now, options);
    case WA.signOutCleanup:
      return signOutCleanup();
    default:
      return refuseMalformed(
        'wa is none of wsignin1.0, wsignout1.0, wsignoutcleanup1.0.',
        request,
        context,
        options,
      );
  }
}

async function beginSignIn(
  form: Form,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const relyingParties = await options.listRelyingParties();
  const reading = readWsignInRequest(form, context.correlationId, { relyingParties });
  if (reading.status === 'read')
    return promptForCertificate(CERTIFICATE_STEP, reading.request, request, context, options);
  const { code, checks: evidence } = reading;
  const refusal = { face: 'federation-server', code, evidence, tenantId: options.tenantId } as const;
  return refuseOnPage(refusal, request, context, options);
}

function answeringUnreadable(handler: Handler, options: FederationServerOptions): Handler {
  return async (request, context, params) => {
    try {
      return await handler(request, context, params);
    } catch (error) {
      if (error instanceof HttpError && error.code === 'invalid_request')
        return refuseMalformed(error.message, request, context, options);
      throw error;
    }
  };
}
