/**
 * core/identity owns the words of the domain: tenant, domain, user, application, trusted certificate
 * authority, session, grant, sign-in code; and the ports that services share. Values and pure functions only.
 */
export * from './application.ts';
export type * from './audit-log.ts';
export { type AuthenticationContext, isAuthenticationContextId } from './authentication-context.ts';
export * from './certificate-authority.ts';
export { count } from './count.ts';
export * from './grant.ts';
export * from './graph-scopes.ts';
export type * from './group.ts';
export * from './ids.ts';
export * from './mail.ts';
export type * from './metadata-refresh.ts';
export { encodeBase32, otpauthUri } from './otpauth.ts';
export type * from './partner-session.ts';
export * from './permission-grant.ts';
export * from './policy/certificate-method.ts';
export * from './policy/certificate-user-ids.ts';
export { findInconsistency } from './policy/inconsistency.ts';
export { readCertificateMethod } from './policy/read-certificate-method.ts';
export { isSingleFactor, needsSecondFactor } from './policy/second-factor.ts';
export { judgeStrength, type Strength } from './policy/strength.ts';
export { isTargeted, judgeScopes, type ScopeVerdict, type TargetedUser } from './policy/targets.ts';
export { chooseStore, type StoreChoice } from './policy/trust-stores.ts';
export { type BindingTrial, tryUserBindings } from './policy/user-binding.ts';
export type * from './ports/clock.ts';
export * from './ports/directory.ts';
export type * from './ports/key-vault.ts';
export * from './ports/mailboxes.ts';
export type * from './ports/random.ts';
export type * from './ports/revocation.ts';
export { findRedirectUriFault } from './redirect-uri.ts';
export type * from './relying-party-trust.ts';
export { isAppRoleValue, isIdentifierUri, isScopeValue } from './resource-names.ts';
export * from './sign-in-code.ts';
export type * from './sign-in-log.ts';
export * from './tenant.ts';
export * from './token-configuration.ts';
export * from './user.ts';
export { workThrough } from './work-through.ts';
