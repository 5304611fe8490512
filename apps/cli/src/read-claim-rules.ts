import { ClaimRuleError, type Rule } from '@signet/claims';
import { CLAIM_TYPES, checkIssuanceRules } from '@signet/federation';
import { CommandError, EXIT } from './exit-codes.ts';
import { readNamedFile } from './read-file.ts';
import { warn } from './terminal/print.ts';
import { withoutControls } from './terminal/without-controls.ts';

/** The rules of a file, as text. Throws `CommandError` with the place for rules that the server could not carry out. */
export async function readClaimRules(file: string): Promise<string> {
  const text = new TextDecoder().decode(await readNamedFile(file, 'claim rules'));
  parseRules(file, text);
  return text;
}

/** The same for issuance authorization: rules that can permit nobody are most likely meant otherwise. */
export async function readAuthorizationRules(file: string): Promise<string> {
  const text = new TextDecoder().decode(await readNamedFile(file, 'claim rules'));
  if (!parseRules(file, text).some(mayPermit))
    warn(`No rule of ${file} issues ${CLAIM_TYPES.permit}: nobody will be able to sign in.`);
  return text;
}

function parseRules(file: string, text: string): readonly Rule[] {
  try {
    return checkIssuanceRules(text);
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    const { message, position } = error;
    const place = position ? `, line ${position.line}, column ${position.column}` : '';
    throw new CommandError(
      EXIT.refused,
      `${file}${place}: ${withoutControls(message)} «signet claims check ${file}» shows the place.`,
      { cause: error },
    );
  }
}

/** A type may also come from a claim or a condition, which is then believed to be meant. */
function mayPermit({ action }: Rule): boolean {
  if (action.verb !== 'issue') return false;
  if (action.kind === 'copy') return true;
  if (action.kind === 'query') return action.types.some((type) => type === CLAIM_TYPES.permit);
  return action.assignments.some(
    ({ part, value }) =>
      'field' in part &&
      part.field === 'type' &&
      (value.kind !== 'text' || value.text === CLAIM_TYPES.permit),
  );
}
