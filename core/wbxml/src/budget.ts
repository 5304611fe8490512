/** How deep elements may lie: the deepest command of ActiveSync has 9 levels (MS-ASCMD). */
export const MAX_DEPTH = 32;

/** How many elements one document may have: a Sync with 512 changes to messages has under 8,000. */
export const MAX_ELEMENTS = 50_000;

/** How many pieces of content one document may have: an element has one, or a few where a client cuts text. */
export const MAX_VALUES = 100_000;

/** How many bytes are read: 35 MB of mail is what a listener lets in at most. */
export const MAX_BYTES: number = 36 * 1024 * 1024;
