import type { Seeds } from '../seeds.ts';
import type { FuzzTarget } from '../target.ts';
import { createDocumentTargets } from './document-targets.ts';
import { createHeaderTargets } from './header-targets.ts';
import { createPkiTargets } from './pki-targets.ts';
import { SOAP_TARGET } from './soap-target.ts';
import { TOKEN_TARGETS } from './token-targets.ts';

/** Every parser of bytes or text from outside, by name. */
export function createTargets(seeds: Seeds): readonly FuzzTarget[] {
  return [
    ...createPkiTargets(seeds),
    ...createDocumentTargets(seeds),
    ...createHeaderTargets(seeds),
    SOAP_TARGET,
    ...TOKEN_TARGETS,
  ];
}

export const TARGET_NAMES: readonly string[] = createTargets({
  certificates: [],
  crls: [],
  ocspResponses: [],
  xml: [],
}).map(({ name }) => name);
