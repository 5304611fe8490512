/** Decides whether a `Host` header names one of the configured authorities. */
export type AuthorityCheck = (authority: string) => boolean;

/**
 * `allowed` entries are host names with or without a port, `*` standing for one whole first label. An entry
 * without a port goes with each of `ports` and, as clients leave out 443, with none.
 */
export function allowAuthorities(allowed: readonly string[], ports: readonly number[]): AuthorityCheck {
  const exact = new Set<string>();
  const belowWildcard = new Set<string>();
  for (const authority of allowed.flatMap((entry) => withPorts(entry.toLowerCase(), ports))) {
    if (authority.startsWith('*.')) belowWildcard.add(authority.slice(1));
    else exact.add(authority);
  }
  return (authority) => {
    const lower = authority.toLowerCase().replace(/:443$/, '');
    const dot = lower.indexOf('.');
    return exact.has(lower) || (LABEL.test(lower.slice(0, dot)) && belowWildcard.has(lower.slice(dot)));
  };
}

function withPorts(entry: string, ports: readonly number[]): string[] {
  if (/:\d+$/.test(entry)) return [entry.replace(/:443$/, '')];
  return [entry, ...ports.filter((port) => port !== 443).map((port) => `${entry}:${port}`)];
}

const LABEL = /^[a-z0-9_-]{1,63}$/;
