import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  /** A sentence on what is set here. */
  readonly about: string;
  readonly children: ReactNode;
}

/** A part of a page under a heading of its own, which screen readers list. */
export function Section({ title, about, children }: SectionProps) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section}>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      <p className={styles.about}>{about}</p>
      {children}
    </section>
  );
}

/** Fields of one thing beside each other, below each other on a phone. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={useStyles().row}>{children}</div>;
}

const useStyles = makeStyles({
  section: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingTop: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  heading: { ...typographyStyles.subtitle1, margin: 0 },
  about: { margin: 0, color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: tokens.spacingHorizontalM,
    '@media (max-width: 640px)': { flexDirection: 'column', alignItems: 'stretch' },
  },
});
