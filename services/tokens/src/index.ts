/**
 * services/tokens owns what is handed to applications: signing keys and their roll-over, authorization
 * codes, device codes, grants with rotating refresh tokens, and the JWTs. It does not judge: whoever redeems asks
 * services/sign-in first.
 */
export {
  type AuthorizationCode,
  type AuthorizationCodes,
  createAuthorizationCodes,
  verifyCodeVerifier,
} from './authorization-code.ts';
export { bindingOfRefreshToken } from './bound-refresh-token.ts';
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
  type Grants,
  type NewGrant,
  type PresentedRefreshToken,
  type RefreshTokenRefusal,
  type RefusedRefreshToken,
  type RotatedRefreshToken,
  type StartedGrant,
} from './grants.ts';
export { createKeyRing, type KeyRing, type RingKey, type SigningKeyMaker, toJwk } from './key-ring.ts';
export {
  type ApplicationSubject,
  type ClientProof,
  createTokenMinter,
  type Resource,
  type SignedAccessToken,
  type TokenMinter,
  type TokenSubject,
} from './token-minter.ts';
