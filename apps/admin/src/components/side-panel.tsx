import {
  Button,
  Drawer,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { type FormEvent, type ReactNode, useId } from 'react';

interface SidePanelProps {
  readonly title: string;
  /** What the button at the end does: `Add`, and while it does it `Adding …`. */
  readonly action: string;
  readonly busyAction: string;
  readonly busy: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

/** A form beside the page; Escape closes it and leads back to the button that opened it. */
export function SidePanel(props: SidePanelProps) {
  const { title, action, busyAction, busy, onSubmit, onClose, children } = props;
  const styles = useStyles();
  const form = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Drawer type="overlay" position="end" open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" aria-label="Close" icon={<DismissRegular />} onClick={onClose} />
          }
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <form id={form} className={styles.form} onSubmit={submit} noValidate>
          {children}
        </form>
      </DrawerBody>
      <DrawerFooter>
        <Button type="submit" form={form} appearance="primary" disabledFocusable={busy}>
          {busy ? busyAction : action}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </DrawerFooter>
    </Drawer>
  );
}

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});
