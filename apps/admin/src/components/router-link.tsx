import { makeStyles, tokens } from '@fluentui/react-components';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

/** A link that looks like Fluent's, with the router's typed addresses. */
export const RouterLink = createLink(StyledAnchor);

function StyledAnchor(props: ComponentProps<'a'>) {
  const styles = useStyles();
  return <a {...props} className={styles.link} />;
}

const useStyles = makeStyles({
  link: {
    color: tokens.colorBrandForegroundLink,
    textUnderlineOffset: '0.15em',
    ':hover': { color: tokens.colorBrandForegroundLinkHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});
