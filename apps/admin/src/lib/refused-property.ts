import { GraphError } from './graph-client.ts';

/** What the server did not take, and why. */
export interface RefusedProperty {
  /** `certificateRevocationListUrl` */
  readonly property: string;
  /** A sentence. */
  readonly reason: string;
}

/** Graph says `certificateAuthorities[2]/certificateRevocationListUrl: it must be …` of a property, and of where it stood. */
export function readRefusedProperty(error: unknown): RefusedProperty | undefined {
  if (!(error instanceof GraphError)) return undefined;
  const [, property, first = '', rest = ''] = REFUSED.exec(error.message) ?? [];
  return property === undefined ? undefined : { property, reason: first.toUpperCase() + rest };
}

/** For the field of a property: what the server says of it, if it is the one that was refused. */
export function fieldError(
  refused: RefusedProperty | undefined,
  property: string,
): { readonly validationMessage?: string } {
  return refused?.property === property ? { validationMessage: refused.reason } : {};
}

const REFUSED = /^(?:\w+(?:\[\d+\])?\/)?(\w+): (.)(.*)$/s;
