/**
 * The largest download that Entra CBA tells of (150 MB, US Government, in the background). Parsing
 * takes at most half of it again as index.
 */
export const MAX_CRL_BYTES: number = 150 * 1024 * 1024;
