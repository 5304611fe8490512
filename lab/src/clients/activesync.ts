import {
  AirSync,
  childOf,
  childrenOf,
  decodeWbxml,
  descendantOf,
  element,
  encodeWbxml,
  FolderHierarchy,
  Provision,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import type { TlsIdentity } from '../pki/types.ts';
import { exchangeHttp, type HttpAnswer } from './http-exchange.ts';

export interface ActiveSyncClientOptions {
  /** Origin that asks for certificates: `https://localhost:49443`. */
  readonly origin: string;
  /** PEM of the CAs that the client trusts for TLS. */
  readonly ca: string;
  /** Absent: the client has none. */
  readonly clientCertificate?: TlsIdentity;
  /** Default `labphone`. */
  readonly deviceId?: string;
  /** Default `14.1`. */
  readonly protocolVersion?: string;
  /** Where host names are that DNS does not know. */
  readonly address?: string;
  /** Hears the bytes of each WBXML body that the server sends. */
  readonly onDocument?: (bytes: Uint8Array) => void;
}

export interface ActiveSyncAnswer {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  /** Of a WBXML body. */
  readonly document: WbxmlElement | undefined;
  /** Of any other body. */
  readonly text: string;
}

/** A phone's mail program, as thin as one can be: it sends documents and keeps its policy key. */
export interface ActiveSyncClient {
  readonly deviceId: string;
  policyKey: string;
  options(): Promise<ActiveSyncAnswer>;
  /** One command; a body of bytes goes as it is. */
  send(
    command: string,
    body?: WbxmlElement | Uint8Array,
    how?: {
      readonly headers?: Readonly<Record<string, string>>;
      /** The whole query instead of the plain form's. */
      readonly query?: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<ActiveSyncAnswer>;
  /** Both phases; from then on the client has its policy key. */
  provision(): Promise<void>;
  /** FolderSync from the start: folder type to id. Throws when a folder of mail is missing. */
  listFolders(): Promise<ReadonlyMap<number, string>>;
  /** One Sync of one folder; `more` goes behind SyncKey and CollectionId. */
  sync(
    collectionId: string,
    syncKey: string,
    more?: readonly WbxmlElement[],
  ): Promise<{ readonly status: string; readonly syncKey: string; readonly collection: WbxmlElement }>;
}

export function createActiveSyncClient(options: ActiveSyncClientOptions): ActiveSyncClient {
  const { origin, ca, clientCertificate, deviceId = 'labphone', protocolVersion = '14.1', address } = options;
  const { onDocument } = options;
  const exchange = async (
    method: 'OPTIONS' | 'POST',
    query: string,
    more: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Uint8Array;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<ActiveSyncAnswer> => {
    const answer = await exchangeHttp({
      url: new URL(`${origin}/Microsoft-Server-ActiveSync${query}`),
      method,
      ca,
      clientCertificate,
      address,
      ...more,
    });
    const isDocument = String(answer.headers['content-type']).startsWith('application/vnd.ms-sync');
    if (isDocument) onDocument?.(answer.body);
    return {
      status: answer.status,
      headers: answer.headers,
      document: isDocument ? decodeWbxml(answer.body) : undefined,
      text: isDocument ? '' : answer.body.toString('utf8'),
    };
  };
  const client: ActiveSyncClient = {
    deviceId,
    policyKey: '0',
    options: () => exchange('OPTIONS', ''),
    send(command, body, { headers = {}, query, signal } = {}) {
      const bytes = body instanceof Uint8Array ? body : body && encodeWbxml(body);
      return exchange(
        'POST',
        query ?? `?Cmd=${command}&User=phone&DeviceId=${deviceId}&DeviceType=LabPhone`,
        {
          headers: {
            'content-type': 'application/vnd.ms-sync.wbxml',
            'content-length': String(bytes?.length ?? 0),
            'ms-asprotocolversion': protocolVersion,
            'x-ms-policykey': client.policyKey,
            'user-agent': 'SignetLab/1',
            ...headers,
          },
          ...(bytes && { body: bytes }),
          signal,
        },
      );
    },
    async provision() {
      client.policyKey = '0';
      const temporary = await provisionPhase(client, []);
      client.policyKey = await provisionPhase(client, [
        element(Provision.PolicyKey, temporary),
        element(Provision.Status, 1),
      ]);
    },
    async listFolders() {
      const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
      const { document } = await client.send('FolderSync', request);
      const changes = childOf(document, FolderHierarchy.Changes);
      return new Map(
        childrenOf(changes, FolderHierarchy.Add).map((folder) => [
          Number(textOf(folder, FolderHierarchy.Type)),
          textOf(folder, FolderHierarchy.ServerId) ?? '',
        ]),
      );
    },
    async sync(collectionId, syncKey, more = []) {
      const { document } = await client.send('Sync', syncRequest(collectionId, syncKey, more));
      const collection = descendantOf(document, AirSync.Collections, AirSync.Collection);
      if (!collection) throw new Error(`Sync answered ${textOf(document, AirSync.Status) ?? 'nothing'}`);
      return {
        status: textOf(collection, AirSync.Status) ?? '',
        syncKey: textOf(collection, AirSync.SyncKey) ?? '',
        collection,
      };
    },
  };
  return client;
}

/** The document of a Sync of one folder. */
export function syncRequest(
  collectionId: string,
  syncKey: string,
  more: readonly WbxmlElement[] = [],
): WbxmlElement {
  return element(AirSync.Sync, [
    element(AirSync.Collections, [
      element(AirSync.Collection, [
        element(AirSync.SyncKey, syncKey),
        element(AirSync.CollectionId, collectionId),
        ...more,
      ]),
    ]),
  ]);
}

async function provisionPhase(client: ActiveSyncClient, more: readonly WbxmlElement[]): Promise<string> {
  const { status, document } = await client.send(
    'Provision',
    element(Provision.Provision, [
      element(Provision.Policies, [
        element(Provision.Policy, [element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML'), ...more]),
      ]),
    ]),
  );
  const policy = descendantOf(document, Provision.Policies, Provision.Policy);
  const key = textOf(policy, Provision.PolicyKey);
  if (key === undefined) throw new Error(`Provision answered ${status} without a policy key`);
  return key;
}
