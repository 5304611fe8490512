/**
 * services/tokens owns what is handed to applications: signing keys and their roll-over, authorization
 * codes, device codes, grants with rotating refresh tokens, and the JWTs. It does not judge: whoever redeems asks
 * services/sign-in first.
 */
export { type AccessTokenClaims, readAccessTokenClaims } from './access-token-claims.ts';
export {
  type AccessTokenFault,
  type AccessTokenSource,
  type AccessTokens,
  createAccessTokens,
  type ReadAccessToken,
} from './access-tokens.ts';
export { type AudienceClaims, createAudienceClaims, listAppRoles } from './audience-claims.ts';
export {
  type AuthorizationCode,
  type AuthorizationCodes,
  createAuthorizationCodes,
  verifyCodeVerifier,
} from './authorization-code.ts';
export { bindingOfRefreshToken, CLIENT_BINDING } from './bound-refresh-token.ts';
export {
  createDeviceCodes,
  DEVICE_CODE_SECONDS,
  type DeviceApproval,
  type DeviceCodes,
  type DeviceRequest,
  type TakenDeviceAnswer,
} from './device-code.ts';
export {
  createGrants,
  type GrantStart,
  type GrantStartRefusal,
  type Grants,
  type LiveRefreshToken,
  type NewGrant,
  type PresentedRefreshToken,
  type RefreshTokenRefusal,
  type RefusedRefreshToken,
  type RotatedRefreshToken,
  type StartedGrant,
} from './grants.ts';
export { createKeyRing, type KeyRing, type RingKey, type SigningKeyMaker, toJwk } from './key-ring.ts';
export { createPairwiseSubjects, type PairwiseSubjects } from './pairwise-subjects.ts';
export type {
  ApplicationSubject,
  ClientProof,
  IdTokenSubject,
  Resource,
  TokenSubject,
} from './token-claims.ts';
export {
  createTokenMinter,
  type IdTokenRequest,
  type SignedAccessToken,
  type TokenKeyRings,
  type TokenMinter,
} from './token-minter.ts';
