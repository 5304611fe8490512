import { ANY_POLICY, type UnixSeconds } from '@signet/pki';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { parseDate } from '../../parse-date.ts';
import { findMeantField } from './field-slips.ts';
import { findPurpose, GIVE_PURPOSE, isObjectIdentifier } from './purposes.ts';

/** One question to `signet cert verify`, as a line of a batch asks it and as the flags do. */
export interface VerifyCase {
  /** Given back unchanged. */
  readonly id?: unknown;
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly anchors: readonly string[];
  readonly crls: readonly string[];
  readonly time?: UnixSeconds | undefined;
  readonly revocation?: RevocationMode | undefined;
  /** user-initial-policy-set; none for any. */
  readonly policies: readonly string[];
  readonly requireExplicitPolicy?: boolean | undefined;
  readonly inhibitPolicyMapping?: boolean | undefined;
  readonly inhibitAnyPolicy?: boolean | undefined;
  /** OIDs of purposes that the certificate must be good for. */
  readonly eku: readonly string[];
  /** Relaxations, known ones and others. */
  readonly allow: readonly string[];
  readonly anchorConstraints?: boolean | undefined;
}

/** Departures from what is accepted today, for old PKIs. */
export const RELAXATIONS = ['sha1', 'md5', 'dsa', 'rsa1024'] as const;

export const REVOCATION_MODES = ['off', 'require'] as const;
export type RevocationMode = (typeof REVOCATION_MODES)[number];

/** The line or the flags do not ask anything that can be answered. */
export class CaseError extends Error {
  override readonly name = 'CaseError';
}

/**
 * Checks the fields of one question; `warnings` tells which were passed over. Throws `CaseError`, for a slip too: a
 * field that is not known and was meant for one that is.
 */
export function parseCase(value: Readonly<Record<string, unknown>>): {
  readonly question: VerifyCase;
  readonly warnings: readonly string[];
} {
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(FIELDS, key));
  const slips = unknown.flatMap((key) => describeSlip(key) ?? []);
  if (slips.length > 0) throw new CaseError(slips.join(' '));
  const parsed = VERIFY_CASE.safeParse(value);
  if (!parsed.success) throw new CaseError(describeIssues(parsed.error));
  const warnings = unknown.map((key) => `The field ${key} is not known and was passed over.`);
  for (const name of parsed.data.allow) {
    if (!isRelaxation(name)) warnings.push(`allow: ${name} is not known here and relaxes nothing.`);
  }
  return { question: parsed.data, warnings };
}

export function isRelaxation(name: string): name is (typeof RELAXATIONS)[number] {
  return (RELAXATIONS as readonly string[]).includes(name);
}

function describeSlip(key: string): string | undefined {
  const meant = findMeantField(key, Object.keys(FIELDS));
  return meant === undefined ? undefined : `The field ${key} is not known: write «${meant}».`;
}

function describeIssues(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join(' ');
}

function readTime(text: string, context: z.RefinementCtx): UnixSeconds {
  try {
    return parseDate(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}

function readPurpose(text: string, context: z.RefinementCtx): string {
  const oid = findPurpose(text);
  if (oid !== undefined) return oid;
  context.addIssue({ code: 'custom', message: GIVE_PURPOSE });
  return z.NEVER;
}

// `null` is how many programs write what is absent.
const orAbsent = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item, 'Give a list, as in ["one", "another"].')
    .nullish()
    .transform((items) => items ?? []);

const GIVE_FILE = 'Give the name of a file.';
const GIVE_POLICY = 'Give an OID, or "any".';
const GIVE_TIME = 'Give a date as text, as in "2026-12-01T08:30:00Z".';

const FILE = z.string(GIVE_FILE).min(1, GIVE_FILE);
const FLAG = z.boolean('Give true or false.');
const TEXT = z.string('Give text.');
const POLICY = z
  .string(GIVE_POLICY)
  .transform((text) => (text === 'any' || text === 'anyPolicy' ? ANY_POLICY : text))
  .refine(isObjectIdentifier, GIVE_POLICY);

const FIELDS = {
  id: z.unknown().optional(),
  leaf: FILE,
  intermediates: list(FILE),
  anchors: list(FILE),
  crls: list(FILE),
  time: orAbsent(z.string(GIVE_TIME).transform(readTime)),
  revocation: orAbsent(z.enum(REVOCATION_MODES, 'Give "off" or "require".')),
  policies: list(POLICY),
  requireExplicitPolicy: orAbsent(FLAG),
  inhibitPolicyMapping: orAbsent(FLAG),
  inhibitAnyPolicy: orAbsent(FLAG),
  eku: list(TEXT.transform(readPurpose)),
  allow: list(TEXT),
  anchorConstraints: orAbsent(FLAG),
};

const VERIFY_CASE: z.ZodType<VerifyCase> = z.object(FIELDS);
