import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  AppsRegular,
  CertificateRegular,
  ClipboardTextLtrRegular,
  HomeRegular,
  PeopleRegular,
  ShieldKeyholeRegular,
  ShieldTaskRegular,
} from '@fluentui/react-icons';
import { Link } from '@tanstack/react-router';

interface NavigationProps {
  readonly label: string;
  readonly onNavigate?: () => void;
}

export function Navigation({ label, onNavigate }: NavigationProps) {
  const styles = useStyles();
  return (
    <nav aria-label={label}>
      <ul className={styles.list}>
        {PLACES.map(({ to, name, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={styles.link}
              activeProps={{ className: mergeClasses(styles.link, styles.active) }}
              {...(onNavigate && { onClick: onNavigate })}
            >
              <Icon fontSize={20} aria-hidden />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const PLACES = [
  { to: '/', name: 'Home', Icon: HomeRegular },
  { to: '/certificate-authorities', name: 'Certificate authorities', Icon: CertificateRegular },
  { to: '/pki-store', name: 'PKI store', Icon: ShieldKeyholeRegular },
  { to: '/certificate-method', name: 'Certificate method', Icon: ShieldTaskRegular },
  { to: '/users', name: 'Users', Icon: PeopleRegular },
  { to: '/applications', name: 'App registrations', Icon: AppsRegular },
  { to: '/sign-ins', name: 'Sign-in log', Icon: ClipboardTextLtrRegular },
] as const;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalXXS },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '40px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  active: {
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorBrandForeground1,
    backgroundColor: tokens.colorNeutralBackground1Selected,
  },
});
