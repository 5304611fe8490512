import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import { formatAge, formatCount, formatTime } from '../lib/format.ts';
import type { Schemas } from '../lib/graph-api.ts';
import { useNow } from '../lib/use-now.ts';

type CrlState = Schemas['SignetCrlState'];

/** Base and delta CRL of a CA: what is held, how old it is, and what went wrong last. */
export function CrlStates({ lists }: { readonly lists: readonly CrlState[] }) {
  const styles = useStyles();
  if (lists.length === 0) {
    return <Badge color="warning">Not checked</Badge>;
  }
  return (
    <ul className={styles.list}>
      {lists.map((crl) => (
        <li key={crl.part}>
          <OneCrl crl={crl} />
        </li>
      ))}
    </ul>
  );
}

function OneCrl({ crl }: { readonly crl: CrlState }) {
  const styles = useStyles();
  const now = useNow();
  const { label, color } = STATES[crl.state];
  return (
    <>
      <span className={styles.head}>
        {crl.part === 'base' ? 'Base' : 'Delta'}
        {crl.crlNumber !== null && ` ${crl.crlNumber}`}{' '}
        <Badge appearance="tint" color={color} className={styles.badge}>
          {label}
        </Badge>
      </span>
      {crl.thisUpdate !== null && (
        <span className={styles.detail} title={`Effective date ${formatTime(crl.thisUpdate)}`}>
          {formatCount(crl.entries ?? 0)} {crl.entries === 1 ? 'entry' : 'entries'}, published{' '}
          {formatAge(crl.thisUpdate, now)}
          {crl.nextUpdate !== null && `, next update ${formatAge(crl.nextUpdate, now)}`}
        </span>
      )}
      {crl.lastError !== null && (
        <span className={styles.error}>
          {crl.lastError.reason} ({crl.lastError.code}, {formatAge(crl.lastError.dateTime, now)})
        </span>
      )}
    </>
  );
}

const STATES = {
  valid: { label: 'Valid', color: 'success' },
  expired: { label: 'Expired', color: 'danger' },
  absent: { label: 'Not there yet', color: 'warning' },
} as const satisfies Record<CrlState['state'], object>;

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', gap: tokens.spacingVerticalXS },
  badge: { whiteSpace: 'nowrap' },
  head: { display: 'block', fontWeight: tokens.fontWeightSemibold },
  detail: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  error: {
    display: 'block',
    color: tokens.colorPaletteRedForeground1,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});
