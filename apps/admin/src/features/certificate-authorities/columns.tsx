import { Badge } from '@fluentui/react-components';
import { CrlStates } from '../../components/crl-states.tsx';
import type { Column } from '../../components/data-table.tsx';
import { commonNameOf, formatTime } from '../../lib/format.ts';
import type { Authority } from './api.ts';

/** What the «Columns» menu offers, in the order of the table. */
export const COLUMNS: readonly Column<Authority>[] = [
  { id: 'name', label: 'Name', weight: 2, render: ({ issuer }) => <strong>{commonNameOf(issuer)}</strong> },
  {
    id: 'type',
    label: 'Type',
    width: '8rem',
    render: ({ isRootAuthority }) => (
      <Badge appearance="tint" color={isRootAuthority ? 'brand' : 'informative'}>
        {isRootAuthority ? 'Root' : 'Intermediate'}
      </Badge>
    ),
  },
  { id: 'issuer', label: 'Issuer', weight: 2, render: ({ issuer }) => issuer },
  { id: 'issuerSki', label: 'Subject key identifier', weight: 2, render: ({ issuerSki }) => issuerSki },
  {
    id: 'notAfter',
    label: 'Expires',
    weight: 1.2,
    render: ({ notAfter }) => <time dateTime={notAfter}>{formatTime(notAfter)}</time>,
  },
  {
    id: 'crlUrl',
    label: 'CRL URL',
    weight: 2,
    render: ({ certificateRevocationListUrl: url }) => url ?? 'None: revocation is not checked',
  },
  {
    id: 'deltaCrlUrl',
    label: 'Delta CRL URL',
    weight: 2,
    render: ({ deltaCertificateRevocationListUrl: url }) => url ?? 'None',
  },
  {
    id: 'crlState',
    label: 'CRL state',
    weight: 3,
    render: ({ certificateRevocationLists: lists }) => <CrlStates lists={lists} />,
  },
];

export const DEFAULT_COLUMNS: readonly string[] = ['name', 'type', 'crlUrl', 'crlState'];
