import { describeSignInCode, findRemedy } from '@signet/identity';
import type { SignInDecision } from '@signet/sign-in';
import type { Door } from '../door.ts';
import { summarizeEvidence } from '../terminal/evidence-summary.ts';
import { formatEvidence } from '../terminal/evidence-tree.ts';
import type { Paint } from '../terminal/paint.ts';
import { timeOrNull } from '../terminal/print.ts';
import { formatVerdict } from '../terminal/verdict.ts';

/** What `signet explain` found out. */
export interface Explanation {
  readonly door: Door;
  readonly decision: SignInDecision;
  /** Where the certificate signs in somebody else than was asked about: the name that was asked about. */
  readonly missed: string | undefined;
  /** Takes the place of the code's remedy, for a certificate that is nobody's to sign in with. */
  readonly remedy: string | undefined;
}

export function explanationToJson({
  door: { audience },
  decision,
  missed,
  remedy: ownRemedy,
}: Explanation): Readonly<Record<string, unknown>> {
  const { verdict, evidence } = decision;
  if (decision.verdict === 'accepted') {
    const { user, authentication } = decision;
    const { certificate } = authentication;
    return {
      verdict,
      audience,
      userPrincipalName: user.userPrincipalName,
      ...(missed !== undefined && { notSignedIn: missed }),
      certificate: certificate && { ...certificate, notAfter: timeOrNull(certificate.notAfter) },
      evidence,
    };
  }
  const { code } = decision;
  const { aadsts: errorCode, sentence } = describeSignInCode(code);
  const remedy = ownRemedy ?? findRemedy(code, evidence);
  return { verdict, audience, code, errorCode, sentence, remedy, evidence };
}

export function formatExplanation(explanation: Explanation, detail: 'all' | 'summary', paint: Paint): string {
  const { door, decision } = explanation;
  const evidence =
    detail === 'all' ? formatEvidence(decision.evidence, paint) : summarizeEvidence(decision.evidence, paint);
  return [describeDoor(door), evidence, formatDecision(explanation, paint)].join('\n\n');
}

function formatDecision({ decision, missed, remedy }: Explanation, paint: Paint): string {
  if (decision.verdict === 'refused')
    return formatVerdict(
      decision.code,
      undefined,
      paint,
      remedy ?? findRemedy(decision.code, decision.evidence),
    );
  const { userPrincipalName } = decision.user;
  if (missed === undefined) return formatVerdict('success', userPrincipalName, paint);
  return [
    paint.bad(`✗ Accepted as ${userPrincipalName}, and not as ${missed}`),
    '  At a federated domain the certificate alone says who signs in, whatever name was typed.',
  ].join('\n');
}

function describeDoor({ audience }: Door): string {
  const where =
    audience.kind === 'managed'
      ? 'the token service, for users of managed domains'
      : `the federation server ${audience.issuerUri}, where the certificate alone names the user`;
  return `Judged as at ${where}, and as if the private key had been proven.`;
}
