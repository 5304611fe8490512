/** What most mail systems take at most; a message is held in memory a few times over while it is delivered. */
export const MAX_MESSAGE_BYTES: number = 10 * 1024 * 1024;

/** A few years of a person's mail; the bytes lie in the same database as everything else. */
export const DEFAULT_QUOTA_BYTES: number = 1024 * 1024 * 1024;

/** RFC 5321 §4.5.3.1.8 asks for room for 100; each costs a look-up and a copy in the database. */
export const MAX_RECIPIENTS = 100;

/** Real headers are below 64 kB; every field of a header is looked at. */
export const MAX_HEADER_BYTES: number = 256 * 1024;

/** Parts that hold parts bound how deep they nest; mail programs nest four deep, digests hold some dozens. */
export const MAX_MULTIPARTS = 100;

/** Turning HTML into text costs more than in proportion: a megabyte of pictures takes seconds. A newsletter has 100 kB. */
export const MAX_HTML_CHARACTERS: number = 256 * 1024;

/** Taken apart, a message with attachments is about as large as its bytes. */
export const MAX_CACHE_BYTES: number = 32 * 1024 * 1024;

/** What a row keeps of a header field: a list on a phone shows less, and a row is read with every list. */
export const MAX_ROW_TEXT_CHARACTERS = 1000;

export const PREVIEW_CHARACTERS = 200;
