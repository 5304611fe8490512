/** `23 Nov 2026, 10:51:02`, in the administrator's own language and time zone. */
export function formatTime(iso: string): string {
  return TIME.format(new Date(iso));
}

/** `3 minutes ago`, `in 2 hours`: what a CRL's age is read by. */
export function formatAge(iso: string, now: number): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  const unit = UNITS.find(({ atLeast }) => size >= atLeast);
  return unit ? RELATIVE.format(Math.trunc(seconds / unit.atLeast), unit.name) : 'just now';
}

export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** The `CN` of a distinguished name, for a heading; the whole name where there is none. */
export function commonNameOf(name: string): string {
  const value = /(?:^|,\s*)CN=((?:\\.|[^,\\])+)/i.exec(name)?.[1];
  return value?.replaceAll(/\\(.)/g, '$1') ?? name;
}

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const COUNT = new Intl.NumberFormat();
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });

const UNITS: readonly { readonly name: Intl.RelativeTimeFormatUnit; readonly atLeast: number }[] = [
  { name: 'day', atLeast: 86_400 },
  { name: 'hour', atLeast: 3_600 },
  { name: 'minute', atLeast: 60 },
  { name: 'second', atLeast: 5 },
];
