import { type Claim, ClaimRuleError, type Rule } from '@signet/claims';
import type { Authentication, Directory, SignInCode, TenantId, User, UserId } from '@signet/identity';
import { type Check, parseCertificate } from '@signet/pki';
import type { ProvenBy } from '../authentication-methods.ts';
import {
  ACCEPTANCE_RULES,
  builtInTransformRules,
  PERMIT_EVERYBODY,
  rememberParsing,
  type TokenType,
} from './built-in-rules.ts';
import { describeCertificateClaims } from './certificate-claims.ts';
import { createDirectoryStore } from './directory-store.ts';
import { type IssuedClaims, readIssuedClaims, UnusableClaims } from './issued-claims.ts';
import { keepProvenMethod } from './issued-factors.ts';
import {
  describeAccountClaims,
  describeAuthenticationClaims,
  describeRequestClaims,
  type RequestFacts,
} from './person-claims.ts';
import { describeDenial, describeFailure, describeUnusable } from './refusals.ts';
import { type PipelineResult, runPipeline, type Stage } from './run-pipeline.ts';

/** Somebody who has been accepted, and the token that a relying party is to get about them. */
export interface ClaimsQuestion {
  readonly userId: UserId;
  readonly authentication: Authentication;
  readonly provenBy: ProvenBy;
  /** DER of the certificate that was proven, if one was. */
  readonly certificate: Uint8Array | undefined;
  /** The relying party's identifier that was asked for. */
  readonly audience: string;
  readonly tokenType: TokenType;
  readonly request: RequestFacts;
}

/** Rule texts; what is absent has its default. */
export interface RuleTexts {
  readonly transform?: string | undefined;
  readonly authorization?: string | undefined;
}

export type ClaimsAnswer = ClaimsIssued | ClaimsRefused;

export interface ClaimsIssued {
  readonly verdict: 'issued';
  /** As the directory has them now. */
  readonly user: User;
  readonly claims: IssuedClaims;
  /** For the dry run. */
  readonly stages: readonly Stage[];
}

export interface ClaimsRefused {
  readonly verdict: 'refused';
  readonly user: User | undefined;
  readonly code: SignInCode;
  readonly checks: readonly Check[];
  /** As far as it came. */
  readonly stages: readonly Stage[];
}

/** The one claims pipeline of the federation server: every face asks here what a token may say, and to whom. */
export interface ClaimsIssuance {
  /** By the rules of the relying party trust that has the audience as identifier, or by `rules` for a dry run. */
  issue(question: ClaimsQuestion, rules?: RuleTexts): Promise<ClaimsAnswer>;
}

/** Over the directory as it stands at each question: changed rules count at once. */
export function createClaimsIssuance({
  directory,
  tenantId,
}: {
  readonly directory: Pick<Directory, 'users' | 'groups' | 'domains' | 'relyingPartyTrusts'>;
  /** Whose users sign in here. */
  readonly tenantId: TenantId;
}): ClaimsIssuance {
  const parse = rememberParsing();
  return {
    async issue(question, rules) {
      const user = await directory.users.find(question.userId);
      if (user?.tenantId !== tenantId) return { verdict: 'refused', ...GONE, user: undefined, stages: [] };
      const texts = rules ?? (await findRules(question.audience, directory, tenantId));
      const result = await runRules(texts, question, user, { directory, tenantId, parse });
      const { stages } = result;
      if (result.verdict === 'permitted') return conclude(result.claims, question, { user, stages });
      const refusal =
        result.verdict === 'denied'
          ? describeDenial(result, question.audience)
          : describeFailure(result, question.audience);
      return { verdict: 'refused', ...refusal, user, stages };
    },
  };
}

async function runRules(
  texts: RuleTexts,
  question: ClaimsQuestion,
  user: User,
  {
    directory,
    tenantId,
    parse,
  }: Parameters<typeof createClaimsIssuance>[0] & { readonly parse: (text: string) => readonly Rule[] },
): Promise<PipelineResult> {
  const { audience, tokenType } = question;
  const builtIn = builtInTransformRules(audience, tokenType);
  const rules = {
    acceptance: parse(ACCEPTANCE_RULES),
    authorization: tryParse(texts.authorization ?? PERMIT_EVERYBODY, parse),
    transform: tryParse(texts.transform ?? builtIn, parse),
  };
  if (rules.authorization instanceof ClaimRuleError)
    return { verdict: 'failed', stage: 'authorization', error: rules.authorization, stages: [] };
  if (rules.transform instanceof ClaimRuleError)
    return { verdict: 'failed', stage: 'transform', error: rules.transform, stages: [] };
  const { acceptance, authorization, transform } = rules;
  const input = await collectClaims(question, user, directory);
  const stores = createDirectoryStore(directory, tenantId, user);
  return runPipeline({ acceptance, authorization, transform }, input, stores);
}

/** Stored rules were checked when they were set; what cannot be read now refuses. */
function tryParse(text: string, parse: (text: string) => readonly Rule[]): readonly Rule[] | ClaimRuleError {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ClaimRuleError) return error;
    throw error;
  }
}

async function collectClaims(
  { certificate, authentication, provenBy, request }: ClaimsQuestion,
  user: User,
  { groups }: Pick<Directory, 'groups'>,
): Promise<readonly Claim[]> {
  return [
    ...describeAccountClaims(user, await groups.listOfUser(user.id)),
    ...describeAuthenticationClaims(authentication, provenBy),
    ...(certificate ? describeCertificateClaims(parseCertificate(certificate)) : []),
    ...describeRequestClaims(request),
  ];
}

async function findRules(
  audience: string,
  { relyingPartyTrusts }: Pick<Directory, 'relyingPartyTrusts'>,
  tenantId: TenantId,
): Promise<RuleTexts> {
  const trust = await relyingPartyTrusts.findByIdentifier(tenantId, audience);
  return { transform: trust?.issuanceTransformRules, authorization: trust?.issuanceAuthorizationRules };
}

function conclude(
  claims: readonly Claim[],
  { audience, tokenType, provenBy }: ClaimsQuestion,
  facts: Pick<ClaimsIssued, 'user' | 'stages'>,
): ClaimsAnswer {
  try {
    const issued = keepProvenMethod(readIssuedClaims(claims, tokenType), provenBy);
    return { verdict: 'issued', claims: issued, ...facts };
  } catch (error) {
    if (!(error instanceof UnusableClaims)) throw error;
    return { verdict: 'refused', ...describeUnusable(error.message, audience), ...facts };
  }
}

const GONE = {
  code: 'user-not-found',
  checks: [
    {
      check: 'user-exists',
      rule: 'a token names a user of the directory',
      object: 'user',
      result: 'fail',
      detail: 'The account was removed while the person signed in.',
    },
  ],
} as const;
