import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';

export interface Column<Item> {
  readonly id: string;
  readonly label: string;
  /** Share of the width; 1 when absent. */
  readonly weight?: number;
  readonly render: (item: Item) => ReactNode;
}

interface DataTableProps<Item> {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Shown instead of rows when there are none. */
  readonly empty: string;
}

/** A table; on a phone each row becomes a card with the columns' names beside the values. */
export function DataTable<Item>({ label, columns, items, keyOf, empty }: DataTableProps<Item>) {
  const styles = useStyles();
  if (items.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    // Without native elements, because a table that is laid out as cards is no table to assistive technology.
    <Table noNativeElements aria-label={label} className={styles.table}>
      <TableHeader className={styles.header}>
        <TableRow>
          {columns.map(({ id, label, weight = 1 }) => (
            <TableHeaderCell key={id} style={{ flexGrow: weight }} className={styles.headerCell}>
              {label}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {items.map((item) => (
          <TableRow key={keyOf(item)} className={styles.row}>
            {columns.map(({ id, label, weight = 1, render }) => (
              <TableCell key={id} style={{ flexGrow: weight }} className={styles.cell}>
                <span aria-hidden className={styles.cardLabel}>
                  {label}
                </span>
                <div className={mergeClasses(styles.value)}>{render(item)}</div>
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const PHONE = '@media (max-width: 760px)';

const useStyles = makeStyles({
  table: { backgroundColor: 'transparent' },
  header: {
    // Out of sight on a phone, not out of the accessibility tree.
    [PHONE]: {
      position: 'absolute',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
      clipPath: 'inset(50%)',
    },
  },
  headerCell: { fontWeight: tokens.fontWeightSemibold, flexBasis: '0', minWidth: 0 },
  row: {
    alignItems: 'stretch',
    [PHONE]: {
      flexDirection: 'column',
      padding: `${tokens.spacingVerticalM} 0`,
      ':hover': { backgroundColor: 'transparent' },
    },
  },
  cell: {
    height: 'auto',
    minHeight: '44px',
    minWidth: 0,
    flexBasis: '0',
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    alignItems: 'flex-start',
    [PHONE]: {
      flexBasis: 'auto',
      minHeight: '0',
      paddingTop: tokens.spacingVerticalXS,
      paddingBottom: tokens.spacingVerticalXS,
      paddingLeft: 0,
      gap: tokens.spacingHorizontalM,
    },
  },
  cardLabel: {
    display: 'none',
    [PHONE]: {
      display: 'block',
      flexShrink: 0,
      width: '6.5rem',
      color: tokens.colorNeutralForeground3,
      fontSize: tokens.fontSizeBase200,
      lineHeight: tokens.lineHeightBase300,
    },
  },
  value: { minWidth: 0, flexGrow: 1, overflowWrap: 'anywhere' },
  empty: { color: tokens.colorNeutralForeground3, margin: 0 },
});
