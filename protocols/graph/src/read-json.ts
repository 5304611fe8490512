import { HttpError, readBody } from '@signet/http';
import type { z } from 'zod';
import { badRequest, GraphError } from './graph-error.ts';

/** The body of a request by its schema; throws 400, 413 or 415 with what is wrong and where. */
export async function readInput<Body>(request: Request, schema: z.ZodType<Body>): Promise<Body> {
  return checkInput(await readJson(request), schema);
}

async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^\s*application\/json\s*(?:;|$)/i.test(type)) {
    throw new GraphError('Request_UnsupportedMediaType', 'The request body must be application/json.');
  }
  const bytes = await readLimited(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badRequest('The request body is not JSON in UTF-8.', cause);
  }
}

function checkInput<Body>(json: unknown, schema: z.ZodType<Body>): Body {
  const { success, data, error } = schema.safeParse(withoutAnnotations(json, MAX_DEPTH), { error: sayLimit });
  if (success) return data;
  const issue = error.issues[0];
  const place = issue?.path.map(String).join('/') ?? '';
  throw badRequest(`${place === '' ? 'The request body' : place}: ${issue?.message ?? 'invalid'}.`, error);
}

/** A limit of length as a person would say it, who reads it in the admin center; the other issues keep zod's words. */
const sayLimit: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'too_small' && issue.minimum === 1 && issue.origin in UNITS) return 'must not be empty';
  if (issue.code !== 'too_big') return undefined;
  const unit = UNITS[issue.origin];
  return unit && `must have at most ${issue.maximum} ${unit}`;
};

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

/**
 * Clients send back what a GET gave them, `includeTargets@odata.context` and all: annotations say nothing that
 * we read. `@odata.type` stays, for the method policy is told apart by it.
 */
function withoutAnnotations(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw badRequest('The request body is nested too deep.');
  if (Array.isArray(value)) return value.map((item) => withoutAnnotations(item, depth - 1));
  const all = Object.entries(value);
  const entries = all.filter(([name]) => name === '@odata.type' || !name.includes('@odata.'));
  // `{ "@odata.id": … }` and nothing else is a reference, the body of `…/$ref`.
  if (all.length === 1 && all[0]?.[0] === '@odata.id') return value;
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutAnnotations(item, depth - 1)]));
}

async function readLimited(request: Request): Promise<Uint8Array> {
  try {
    return await readBody(request, MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'body-too-large') throw error;
    throw new GraphError('Request_TooLarge', error.message, { cause: error });
  }
}

/** 250 CAs of 2 KB in base64 are 700 KB; a list of large ones still fits. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** What the listener lets through, so that a body above our own limit is answered and logged here. */
export const MAX_EDGE_BYTES: number = 16 * 1024 * 1024;
/** The method policy nests five deep. */
const MAX_DEPTH = 12;
