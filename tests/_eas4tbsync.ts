import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, createContext, runInContext } from 'node:vm';
import { exchangeHttp, type HttpAnswer, type TlsIdentity } from '@signet/lab';
import { DOMParser } from '@xmldom/xmldom';
import { readArchiveMember } from './_archive-member.ts';
import { ROOT } from './_workspaces.ts';

/**
 * EAS-4-TbSync, Thunderbird's add-on for Exchange ActiveSync, as Debian packages it: its own files, run as they
 * are, with stand-ins for the parts of Thunderbird that they ask for. Requests go through real TLS.
 */
export interface EasTbSync {
  /** What «synchronise now» does first: OPTIONS, Provision, Settings with the device's facts, FolderSync. */
  folderList(): Promise<void>;
  /** Settings, UserInformation. */
  getUserInfo(): Promise<void>;
  /** The first Sync of a folder. */
  getSynckey(folder: Folder): Promise<void>;
  /** GetItemEstimate; the add-on shows it as the length of its progress bar. */
  getItemEstimate(folder: Folder): Promise<string | undefined>;
  readonly account: Account;
  /** Each request so far: `OPTIONS`, or the command. */
  readonly requests: readonly string[];
}

/** The add-on's archive; `undefined`, said in one line, where it is not installed. */
export function findEasTbSync(suite: string): string | undefined {
  const path = PLACES.map((folder) => join(folder, XPI)).find((file) => existsSync(file));
  if (path === undefined) console.log(`${suite}: webext-eas4tbsync is not installed, its suite is left out`);
  return path;
}

export interface EasTbSyncOptions {
  readonly xpi: string;
  readonly host: string;
  readonly user: string;
  readonly ca: string;
  readonly clientCertificate?: TlsIdentity;
}

export function startEasTbSync(options: EasTbSyncOptions): EasTbSync {
  const requests: string[] = [];
  const account = new Account({ host: options.host, user: options.user });
  const syncData = {
    accountData: account,
    currentFolderData: undefined as Folder | undefined,
    state: '',
    estimate: undefined as string | undefined,
    type: 'Email',
    synckey: '',
    eventLogInfo: {},
    setSyncState: (state: string) => {
      syncData.state = state;
    },
    getSyncState: () => ({ state: syncData.state }),
    progressData: {
      reset: (_done?: number, total?: string) => {
        syncData.estimate = total;
      },
    },
  };
  const { sync, network } = loadAddOn(options, requests);
  return {
    account,
    requests,
    folderList: () => sync.folderList(syncData),
    getUserInfo: () => network.getUserInfo(syncData),
    async getSynckey(folder) {
      syncData.currentFolderData = folder;
      await network.getSynckey(syncData);
    },
    async getItemEstimate(folder) {
      syncData.currentFolderData = folder;
      syncData.synckey = folder.getFolderProperty('synckey');
      await network.getItemEstimate(syncData);
      return syncData.estimate;
    },
  };
}

/** Properties by name, with the defaults that the add-on declares for a new account. */
class Properties {
  readonly #values: Map<string, unknown>;
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(defaults: Readonly<Record<string, unknown>>) {
    this.#defaults = defaults;
    this.#values = new Map(Object.entries(defaults));
  }

  get(name: string, fallback: unknown = ''): string {
    return (this.#values.get(name) ?? fallback) as string;
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  reset(name: string): void {
    this.#values.set(name, this.#defaults[name]);
  }
}

export class Folder {
  readonly #properties = new Properties({ synckey: '' });
  getFolderProperty = (name: string): string => this.#properties.get(name);
  setFolderProperty = (name: string, value: unknown): void => this.#properties.set(name, value);
}

export class Account {
  readonly accountID = '1';
  readonly folders: Folder[] = [];
  readonly #properties: Properties;

  constructor(settings: { readonly host: string; readonly user: string }) {
    this.#properties = new Properties({
      ...settings,
      accountname: 'Contoso',
      https: true,
      servertype: 'custom',
      asversionselected: 'auto',
      asversion: '',
      provision: true,
      policykey: '0',
      foldersynckey: '0',
      useragent: 'Thunderbird ActiveSync',
      devicetype: 'Thunderbird',
      deviceId: 'MZTB0123456789',
      allowedEasVersions: '',
      allowedEasCommands: '',
      lastEasOptionsUpdate: '0',
    });
  }

  getAccountProperty = (name: string, fallback?: unknown): string => this.#properties.get(name, fallback);
  setAccountProperty = (name: string, value: unknown): void => this.#properties.set(name, value);
  resetAccountProperty = (name: string): void => this.#properties.reset(name);
  isConnected = (): boolean => false;
  getFolder = (name: string, value: string): Folder | undefined =>
    this.folders.find((folder) => folder.getFolderProperty(name) === value);
  getFolderFromCache = (): null => null;
  createNewFolder = (): Folder => {
    const folder = new Folder();
    this.folders.push(folder);
    return folder;
  };
}

interface AddOn {
  readonly sync: { folderList(syncData: object): Promise<void> };
  readonly network: Readonly<
    Record<'getUserInfo' | 'getSynckey' | 'getItemEstimate', (syncData: object) => Promise<void>>
  >;
}

/** In the order of the add-on's own provider.js; the kinds of items that it keeps in address books are left out. */
function loadAddOn(options: EasTbSyncOptions, requests: string[]): AddOn {
  const archive = readFileSync(options.xpi);
  const context = createContext(standInForThunderbird(options, requests));
  for (const name of ['network', 'wbxmltools', 'xmltools', 'sync']) {
    const filename = `content/includes/${name}.js`;
    runInContext(readArchiveMember(archive, filename), context, { filename });
  }
  return runInContext(
    `var eas = {
      network, wbxmltools, xmltools, sync,
      flags: { allowEmptyResponse: true },
      Base: { getConnectionTimeout: () => 30000 },
    }; eas`,
    context,
  );
}

function standInForThunderbird(options: EasTbSyncOptions, requests: string[]): Context {
  class StatusData {
    static readonly SUCCESS = 'success';
    static readonly INFO = 'info';
    static readonly WARNING = 'warning';
    static readonly ERROR = 'error';
    static readonly ACCOUNT_RERUN = 'account_rerun';
    static readonly FOLDER_RERUN = 'folder_rerun';
    readonly type: string;

    constructor(type: string) {
      this.type = type;
    }
  }
  const TbSync = {
    StatusData,
    dump: () => undefined,
    eventlog: { add: () => undefined },
    prefs: { getIntPref: () => 0 },
    // No password is kept, and nobody is there to type one.
    passwordManager: { getLoginInfo: () => '', asyncPasswordPrompt: async () => null },
    network: { createTCPErrorFromFailedXHR: () => undefined },
  };
  return {
    console: { log: () => undefined },
    TextEncoder,
    DOMParser,
    ChromeUtils: {
      import: () => ({ TbSync, XPCOMUtils: { defineLazyModuleGetters: () => undefined } }),
    },
    Services: {
      appinfo: { OS: 'Linux', platformVersion: '115.0' },
      vc: { compare: () => 1 },
      io: { newURI: (spec: string) => ({ spec, scheme: 'https', hostPort: new URL(spec).host }) },
      scriptSecurityManager: { createContentPrincipal: () => ({}) },
    },
    Components: {
      utils: { Sandbox: () => ({ XMLHttpRequest: requestClass(options, requests) }) },
    },
  };
}

/** As much of XMLHttpRequest as the add-on uses, over TLS with the certificate that NSS would choose. */
function requestClass({ ca, clientCertificate }: EasTbSyncOptions, requests: string[]) {
  return class {
    onload: () => void = () => undefined;
    onerror: () => void = () => undefined;
    status = 0;
    responseText = '';
    #method = '';
    #url = new URL('https://localhost');
    #answer: HttpAnswer | undefined;
    readonly #headers: Record<string, string> = {};

    open(method: string, url: string): void {
      this.#method = method;
      this.#url = new URL(url);
    }

    overrideMimeType(): void {}

    setRequestHeader(name: string, value: unknown): void {
      this.#headers[name] = String(value);
    }

    getResponseHeader(name: string): string | null {
      const value = this.#answer?.headers[name.toLowerCase()];
      return value === undefined ? null : String(value);
    }

    send(body?: Uint8Array): void {
      requests.push(this.#url.searchParams.get('Cmd') ?? this.#method);
      exchangeHttp({
        url: this.#url,
        method: this.#method,
        headers: this.#headers,
        ca,
        clientCertificate,
        ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
      }).then(
        (answer) => {
          this.#answer = answer;
          this.status = answer.status;
          this.responseText = answer.body.toString('utf8');
          this.onload();
        },
        () => this.onerror(),
      );
    }
  };
}

const XPI = 'usr/share/webext/eas4tbsync@jobisoft.de.xpi';

/** Where Debian's package puts it, and where `npm test` unpacks it. */
const PLACES = ['/', join(ROOT, 'node_modules/.cache/signet/debian')];
