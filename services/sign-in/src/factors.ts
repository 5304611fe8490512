import { type Authentication, needsSecondFactor, type SignInFace } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { Refusal, type SignInRequest, type SignInServices } from './sign-in-request.ts';

/**
 * Refuses what is worth one factor where the application asks for two, at every door that a session or tokens
 * come out of. The pages of a sign-in ask for the second factor; the programs behind tokens cannot.
 *
 * Not among the doors: `ws-trust`, `federation-server` and `federated-assertion`, whose assertions are no tokens of an
 * application (what becomes of one is asked here, at `session` or `assertion-grant`), and `activesync`, behind which
 * no application stands that could ask.
 */
export async function checkFactors(
  { face, client: { appId } }: SignInRequest,
  authentication: Authentication,
  { directory }: SignInServices,
  evidence: Evidence,
): Promise<void> {
  if (!FACES.has(face)) return;
  const application = appId && (await directory.applications.find(appId));
  if (!application?.requiresMultiFactor) return;
  const missing = needsSecondFactor(application, authentication);
  evidence.add({
    check: 'multi-factor',
    rule: 'Entra: the application requires multi-factor authentication',
    object: `application ${application.displayName}`,
    result: missing ? 'fail' : 'pass',
    detail: missing ? 'The sign-in has one factor; a second is needed.' : 'The sign-in is worth two factors.',
  });
  if (missing) throw new Refusal('multi-factor-required');
}

const FACES: ReadonlySet<SignInFace> = new Set<SignInFace>([
  'authorize-request',
  'session',
  'authorization-code',
  'device-code',
  'refresh-token',
  'on-behalf-of',
  'assertion-grant',
  'password-grant',
]);
