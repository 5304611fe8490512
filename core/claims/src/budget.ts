/** 256 KiB of text; AD FS's own largest rule set, the one for Entra with all its options, has about 30 KiB. */
export const MAX_TEXT_LENGTH: number = 256 * 1024;
/** Rules in one set: each is evaluated at each sign-in. */
export const MAX_RULES = 500;
/** Conditions of one rule: the combinations multiply. */
export const MAX_CONDITIONS = 16;
/** Depth of nested function calls and of parentheses: the parser recurses. */
export const MAX_DEPTH = 32;
/** Terms, comparisons, arguments or columns in one list of the text. */
export const MAX_LIST = 256;
/** Characters of one regular expression: the compiled program grows with it. */
export const MAX_PATTERN_LENGTH = 1_000;
/** Instructions of one compiled regular expression: `(a{1000}){1000}` is short and huge. */
export const MAX_PATTERN_PROGRAM = 10_000;
/** Characters of a value that a regular expression is asked about; a match is linear in it, replacing every match is not. */
export const MAX_MATCHED_LENGTH = 16_384;
/**
 * Steps of all regular expressions in one evaluation, a step being one instruction at one character: half a second. One
 * match of the largest program with the longest value would take three, and a stranger's certificate brings many values.
 */
export const MAX_PATTERN_STEPS = 20_000_000;
/** Characters of a value that a rule may make. */
export const MAX_VALUE_LENGTH = 65_536;
/** Characters of all values that the rules of one evaluation put together: thousands of long ones would fill the memory. */
export const MAX_CHARACTERS: number = 16 * 1024 * 1024;
/** Claims in the evaluation set. */
export const MAX_CLAIMS = 5_000;
/** Comparisons of a claim with a condition in one evaluation, over all rules. */
export const MAX_COMPARISONS = 500_000;
