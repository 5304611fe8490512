import {
  Button,
  Drawer,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  tokens,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { DismissRegular, NavigationRegular } from '@fluentui/react-icons';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { SchemeMenu } from './scheme-menu.tsx';

/** What surrounds every page: the bar, the navigation, and on a phone the navigation behind a button. */
export function Shell() {
  const styles = useStyles();
  const focusTarget = useRestoreFocusTarget();
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.bar}>
        <Button
          {...focusTarget}
          className={styles.menuButton}
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-label="Navigation"
          onClick={() => setMenuOpen(true)}
        />
        <img className={styles.logo} src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
        <span className={styles.brand}>Signet admin center</span>
        <SchemeMenu />
        <AccountMenu />
      </header>
      <aside className={styles.side}>
        <Navigation label="Main" />
      </aside>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Drawer
        type="overlay"
        open={menuOpen}
        onOpenChange={(_event, { open }) => setMenuOpen(open)}
        size="small"
      >
        <DrawerHeader>
          <DrawerHeaderTitle
            action={
              <Button
                appearance="subtle"
                aria-label="Close"
                icon={<DismissRegular />}
                onClick={() => setMenuOpen(false)}
              />
            }
          >
            Navigation
          </DrawerHeaderTitle>
        </DrawerHeader>
        <DrawerBody>
          <Navigation label="Menu" onNavigate={() => setMenuOpen(false)} />
        </DrawerBody>
      </Drawer>
    </div>
  );
}

const PHONE = '@media (max-width: 760px)';

const useStyles = makeStyles({
  shell: {
    minHeight: '100dvh',
    display: 'grid',
    gridTemplateColumns: '264px minmax(0, 1fr)',
    gridTemplateRows: 'auto 1fr',
    backgroundColor: tokens.colorNeutralBackground1,
    [PHONE]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  skip: {
    position: 'absolute',
    left: tokens.spacingHorizontalM,
    top: '-100px',
    zIndex: 1,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    ':focus': { top: tokens.spacingVerticalS },
  },
  bar: {
    gridColumn: '1 / -1',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '52px',
    padding: `0 ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    [PHONE]: { padding: `0 ${tokens.spacingHorizontalS}` },
  },
  menuButton: { display: 'none', [PHONE]: { display: 'inline-flex' } },
  logo: { width: '24px', height: '24px' },
  brand: { flexGrow: 1, fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400 },
  side: {
    padding: tokens.spacingVerticalM,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    [PHONE]: { display: 'none' },
  },
  main: { minWidth: 0, outlineStyle: 'none' },
});
