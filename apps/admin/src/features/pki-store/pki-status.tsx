import { Badge } from '@fluentui/react-components';
import type { Pki } from './api.ts';

/** How the last upload of a file went; in words, since the colour alone says nothing to many. */
export function PkiStatus({ pki: { status, statusDetails } }: { readonly pki: Pki }) {
  if (status === null) return 'None yet';
  const { label, color } = STATES[status] ?? { label: status, color: 'informative' };
  return (
    <>
      <Badge appearance="tint" color={color}>
        {label}
      </Badge>{' '}
      {statusDetails}
    </>
  );
}

const STATES: Readonly<
  Record<string, { readonly label: string; readonly color: 'success' | 'danger' | 'informative' }>
> = {
  running: { label: 'Running', color: 'informative' },
  succeeded: { label: 'Succeeded', color: 'success' },
  failed: { label: 'Failed', color: 'danger' },
};
