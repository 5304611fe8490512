/**
 * services/federation owns the assertion that a federation server and the token service exchange, whichever
 * wire carries it: the server issues it, the token service verifies it. The faces write and read what stands
 * around it: a browser's form post, a SOAP envelope, a token request.
 *
 *   user, authentication, certificate ─▶ claims pipeline ─▶ issueAssertion ─▶ signed SAML 1.1
 *   signed SAML 1.1 ─▶ verifyAssertion ─▶ domain, claims ─▶ first use?
 *
 * The checks that SAML 1.1 and 2.0 share are exported one by one: the SAML 2.0 face puts them together with what
 * only its response has.
 *
 * metadata/ keeps what is known of partners up to date: certificates of federated domains, relying party trusts.
 *
 * Nobody is judged here: whom an assertion names may still be unknown, disabled or revoked.
 */
export {
  checkAudience,
  checkTimes,
  type FederatedDomain,
  findIssuerDomain,
  isAllowed,
  MAX_CLOCK_SKEW_SECONDS,
  readShape,
  readShapeLater,
  type SignatureOptions,
  signingKeysOf,
  verifySignature,
} from './assertion/checks.ts';
export { type ClaimedFactors, readFactors20 } from './assertion/claimed-factors.ts';
export { type AssertedClaims, readAuthentication, readSingleClaims } from './assertion/claims.ts';
export { rememberAssertion } from './assertion/first-use.ts';
export { AssertionRefusal, type CheckSubject, pass, refuse } from './assertion/refusal.ts';
export {
  type ReceivedAssertion,
  type VerifiedAssertion,
  type VerifyAssertionOptions,
  verifyAssertion,
} from './assertion/verify.ts';
export type { AssertionVersion } from './assertion/versions.ts';
export {
  isCertificateMethod,
  isMultiFactorMethod,
  METHOD_PASSWORD,
  MULTIPLE_AUTHN,
  type ProvenBy,
} from './authentication-methods.ts';
export { knownCertificates } from './cloud/demand-certificates.ts';
export { type CloudSetup, describeCloudSetup } from './cloud/describe-setup.ts';
export {
  type DomainFederationSettings,
  examineSettings,
  type FederationServerFacts,
  findMfaBehavior,
} from './cloud/examine-settings.ts';
export { CLOUD_REPLY_URL, examineToken, type TokenExpectations } from './cloud/examine-token.ts';
export type { Requirement } from './cloud/requirement.ts';
export { securityIdentifier } from './issuance/account-names.ts';
export {
  builtInTransformRules,
  CLOUD_IDENTIFIERS,
  PERMIT_EVERYBODY,
  type TokenType,
} from './issuance/built-in-rules.ts';
export { checkIssuanceRules } from './issuance/check-rules.ts';
export { CLAIM_PROPERTIES, CLAIM_TYPES } from './issuance/claim-types.ts';
export {
  type ClaimsAnswer,
  type ClaimsIssuance,
  type ClaimsIssued,
  type ClaimsQuestion,
  type ClaimsRefused,
  createClaimsIssuance,
  type RuleTexts,
} from './issuance/claims-issuance.ts';
export type { IssuedClaims } from './issuance/issued-claims.ts';
export { issuedFactors } from './issuance/issued-factors.ts';
export type { RequestFacts } from './issuance/person-claims.ts';
export type { Stage, StageName } from './issuance/run-pipeline.ts';
export {
  type IssueAssertion,
  type IssueAssertionOptions,
  type IssuedAssertion,
  issueAssertion,
} from './issue-assertion.ts';
export { type EntityMetadata, parseDuration, readEntityMetadata } from './metadata/entity.ts';
export { judgeOrigin, type KnownPartner, type OriginVerdict } from './metadata/origin.ts';
export { createMetadataRefresher } from './metadata/refresh.ts';
export {
  type FetchMetadata,
  type MetadataRefresher,
  type MetadataRefreshServices,
  type RefreshSubject,
  subjectOf,
} from './metadata/types.ts';
export { CLAIMS, CLOUD_AUDIENCE, TRUST_13, TRUST_2005 } from './vocabulary.ts';
