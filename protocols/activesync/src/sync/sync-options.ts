import {
  AirSync,
  AirSyncBase,
  booleanOf,
  childrenOf,
  numberOf,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';

/** How a device wants messages: sticky from request to request (MS-ASCMD). Plain JSON. */
export interface SyncOptions {
  /** 0 everything, 1 to 5 from a day to a month. */
  readonly filterType: number;
  /** 0 never, 1 S/MIME messages only, 2 always. */
  readonly mimeSupport: number;
  readonly bodyPreferences: readonly BodyPreference[];
  /** Whether the server's change wins over the client's. */
  readonly serverWins: boolean;
}

export interface BodyPreference {
  /** 1 text, 2 HTML, 4 MIME. */
  readonly type: number;
  /** Bytes; `undefined` for the whole. */
  readonly truncationSize: number | undefined;
  readonly allOrNone: boolean;
  /** Characters. */
  readonly preview: number | undefined;
}

export const DEFAULT_OPTIONS: SyncOptions = {
  filterType: 0,
  mimeSupport: 0,
  bodyPreferences: [],
  serverWins: true,
};

/**
 * The Options of a collection for mail; `undefined` when there are none. They may stand once for each class,
 * and those for SMS mean nothing here.
 */
export function readOptions(collection: WbxmlElement): SyncOptions | undefined {
  const all = childrenOf(collection, AirSync.Options);
  const options = all.find((candidate) => {
    const itemClass = textOf(candidate, AirSync.Class);
    return itemClass === undefined || itemClass === 'Email';
  });
  if (!options) return undefined;
  const filterType = numberOf(options, AirSync.FilterType) ?? 0;
  return {
    // Others than these are for calendars and tasks.
    filterType: filterType <= 5 ? filterType : 0,
    mimeSupport: numberOf(options, AirSync.MIMESupport) ?? 0,
    bodyPreferences: readBodyPreferences(options),
    serverWins: numberOf(options, AirSync.Conflict) !== 0,
  };
}

export function readBodyPreferences(options: WbxmlElement | undefined): readonly BodyPreference[] {
  return childrenOf(options, AirSyncBase.BodyPreference)
    .slice(0, MAX_PREFERENCES)
    .map((preference) => ({
      type: numberOf(preference, AirSyncBase.Type) ?? 1,
      truncationSize: numberOf(preference, AirSyncBase.TruncationSize),
      allOrNone: booleanOf(preference, AirSyncBase.AllOrNone) ?? false,
      preview: numberOf(preference, AirSyncBase.Preview),
    }));
}

/** One for each type there is. */
const MAX_PREFERENCES = 4;
