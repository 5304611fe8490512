import { GraphError } from './graph-client.ts';

/** What the server did not take, and why. */
export interface RefusedProperty {
  /** `certificateRevocationListUrl` */
  readonly property: string;
  /** A sentence. */
  readonly reason: string;
}

/**
 * Graph says `certificateAuthorities[2]/certificateRevocationListUrl: it must be …` of a property, and of where it stood;
 * of a list `certificateUserIds/0: must be …`.
 */
export function readRefusedProperty(error: unknown): RefusedProperty | undefined {
  if (!(error instanceof GraphError)) return undefined;
  const [, property, place, first = '', rest = ''] = REFUSED.exec(error.message) ?? [];
  if (property === undefined) return undefined;
  const reason = first.toUpperCase() + rest;
  return { property, reason: place === undefined ? reason : `Line ${Number(place) + 1}: ${first}${rest}` };
}

/** For the field of a property: what the server says of it, if it is the one that was refused. */
export function fieldError(
  refused: RefusedProperty | undefined,
  property: string,
): { readonly validationMessage?: string } {
  return refused?.property === property ? { validationMessage: refused.reason } : {};
}

const REFUSED = /^(?:\w+(?:\[\d+\])?\/)?(\w+)(?:\/(\d+))?: (.)(.*)$/s;
