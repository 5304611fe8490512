import { Button, makeStyles, tokens, type useRestoreFocusTarget } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

interface RowButtonProps {
  /** Names the row too, for those who do not see it. */
  readonly label: string;
  readonly icon: ReactElement;
  readonly children?: ReactNode;
  /** Seen and reached by keyboard, and does nothing. */
  readonly disabled?: boolean;
  /** Where the focus comes back to when what the button opens is closed. */
  readonly focusTarget?: ReturnType<typeof useRestoreFocusTarget>;
  readonly onClick: () => void;
}

/** What is done to one row of a table. */
export function RowButton({ label, icon, children, disabled = false, focusTarget, onClick }: RowButtonProps) {
  return (
    <Button
      {...focusTarget}
      size="small"
      appearance="subtle"
      icon={icon}
      aria-label={label}
      disabledFocusable={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

export function RowButtons({ children }: { readonly children: ReactNode }) {
  const styles = useStyles();
  return <div className={styles.actions}>{children}</div>;
}

const useStyles = makeStyles({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    // The words of the buttons stand below the column's name, not their grounds.
    marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})`,
  },
});
