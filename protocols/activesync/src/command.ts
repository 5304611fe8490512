import type { MailDevice, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { element, type WbxmlElement, type WbxmlTag } from '@signet/wbxml';
import type { HeldRequests } from './held-requests.ts';
import type { ActiveSyncOptions } from './options.ts';
import type { ProtocolVersion } from './protocol-version.ts';

/** One command of MS-ASCMD: what its documents are called, and what it does. */
export interface Command {
  readonly root: WbxmlTag;
  /** Of the root's own Status. */
  readonly status: WbxmlTag;
  /** Whether a device may send it before it has acknowledged the policy. */
  readonly isPolicyExempt?: boolean;
  /** The answer; `undefined` for an empty body. */
  run(call: Call): Promise<WbxmlElement | undefined>;
}

/** A request whose certificate was accepted, whose device is known and whose body was read. */
export interface Call {
  readonly options: ActiveSyncOptions;
  readonly user: User;
  readonly device: MailDevice;
  readonly protocolVersion: ProtocolVersion;
  readonly now: UnixSeconds;
  /** `undefined` when the request had no body. */
  readonly body: WbxmlElement | undefined;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
  readonly held: HeldRequests;
  /** Asks the decision again; throws `ActiveSyncError` `certificate-refused`. */
  recheck(): Promise<void>;
}

/** A whole answer that is nothing but a status. */
export function statusAnswer(
  { root, status }: Pick<Command, 'root' | 'status'>,
  value: number,
): WbxmlElement {
  return element(root, [element(status, value)]);
}

/** Statuses that any command may answer with (MS-ASCMD §2.2.2). */
export const COMMON_STATUS = {
  invalidContent: 101,
  invalidWbxml: 102,
  commandNotSupported: 137,
  deviceNotFullyProvisionable: 139,
  notProvisioned: 142,
  policyRefresh: 143,
  invalidPolicyKey: 144,
  itemNotFound: 150,
  tooManyDevices: 177,
} as const;
