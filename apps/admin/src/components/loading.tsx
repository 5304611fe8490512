import { makeStyles, Spinner, tokens } from '@fluentui/react-components';

/** What is awaited, said: `Loading users`. */
export function Loading({ label }: { readonly label: string }) {
  const styles = useStyles();
  return <Spinner className={styles.spinner} size="small" label={`${label} …`} />;
}

const useStyles = makeStyles({ spinner: { justifyContent: 'flex-start', padding: tokens.spacingVerticalL } });
