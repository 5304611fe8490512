/**
 * fuzz throws changed inputs at the parsers of what comes from outside and keeps those that reach new code.
 *
 *   seeds ─▶ mutate ─▶ target.run ─▶ coverage ─▶ corpus ─▶ mutate …
 *
 * A target says what must hold of its parser for any bytes: a value or its own typed error, and that reading and
 * writing again gives the same bytes. Coverage is V8's own (docs/decisions/2026-11-23-fuzzing-by-v8-coverage.md).
 */
export { type Finding, type FuzzOptions, type FuzzOutcome, fuzz } from './fuzz.ts';
export { loadSeeds, type Seeds } from './seeds.ts';
export { type FuzzTarget, PropertyError } from './target.ts';
export { createTargets, TARGET_NAMES } from './targets/index.ts';
