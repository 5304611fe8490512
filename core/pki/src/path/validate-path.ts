import type { PathRequest, PathVerdict } from './types.ts';

/** Builds and validates a certification path, RFC 5280 §6.1. */
export function validatePath(request: PathRequest): PathVerdict {
  const reason = 'Paths are not built yet.';
  return { valid: false, code: 'no-path', reason, failedAt: 0, path: [request.leaf], checks: [] };
}
