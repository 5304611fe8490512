import type { LastVerb } from '@signet/identity';

/** In the order of their numbers on the wire (MS-ASEMAIL §2.2.2.46). */
export const LAST_VERBS: readonly LastVerb[] = ['none', 'reply', 'reply-all', 'forward'];
