/**
 * services/sign-in owns the one decision: a certificate, an assertion or an earlier grant goes in, a verdict
 * with its evidence comes out, and the sign-in log gets one row. Beside it the browser's session and the
 * one-time handles that carry a sign-in across its redirects.
 *
 *   certificate ─┐
 *   assertion   ─┼─▶ decide ─▶ accepted (user, authentication) ─▶ session ─▶ code ─▶ tokens
 *   continuation ┘         └─▶ refused (code, evidence) ─▶ page or JSON
 */

export type { ClientQuestion } from './client-certificate.ts';
export { type ClientSecretFacts, createClientSecret } from './client-secret.ts';
export {
  type AuthorizeInteraction,
  AWAITING_FEDERATION,
  BROWSER_COOKIE_PREFIX,
  browserCookieName,
  type ConsentAnswer,
  createInteractions,
  type InteractionBinding,
  type Interactions,
  type OpenedInteraction,
  SIGNED_IN,
  type SignedInInteraction,
} from './interactions.ts';
export { createKeyCredential } from './key-credential.ts';
export { findIdentifierUriFault, findIssuerUriFault, type NameServices } from './names-of-others.ts';
export { networkOf } from './network-of.ts';
export { isKeyHolder } from './revocation-question.ts';
export { createSessions, SESSION_COOKIE, type Sessions } from './sessions.ts';
export { type ClientDecision, createSignIn, type FaceRefusal, type SignIn } from './sign-in.ts';
export type {
  AssertionProof,
  CertificateProof,
  ClientFacts,
  ContinuationProof,
  PasswordProof,
  PasswordVerifier,
  SecondFactorProof,
  SignInDecision,
  SignInRequest,
  SignInServices,
} from './sign-in-request.ts';
