import {
  childOf,
  descendantOf,
  element,
  Provision,
  Settings,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { type Call, COMMON_STATUS, type Command, statusAnswer } from '../command.ts';
import { updateDevice } from '../device.ts';
import { readDeviceInformation } from './device-information.ts';
import { policyDocument, policyRevision } from './policy-document.ts';

/**
 * The handshake by which a device takes the policy (MS-ASPROV §3.1.5.1): the first phase hands out the document
 * with a temporary key, the second acknowledges it and gets the key that every other command must carry.
 */
export const provision: Command = {
  root: Provision.Provision,
  status: Provision.Status,
  isPolicyExempt: true,
  async run(call) {
    const { body } = call;
    if (body === undefined) return statusAnswer(provision, PROTOCOL_ERROR);
    const information = descendantOf(body, Settings.DeviceInformation, Settings.Set);
    if (information) {
      const facts = readDeviceInformation(information);
      await updateDevice(call.options, call.device, (device) => ({ ...device, information: facts }));
    }
    const policy = descendantOf(body, Provision.Policies, Provision.Policy);
    // A device may acknowledge a wipe that nobody asked for: there is nothing to say to it.
    if (!policy) {
      const isWipe = childOf(body, Provision.RemoteWipe) !== undefined;
      return statusAnswer(provision, isWipe ? SUCCESS : PROTOCOL_ERROR);
    }
    const answer = await answerPolicy(call, policy);
    if (typeof answer === 'number') return statusAnswer(provision, answer);
    return element(Provision.Provision, [
      information && element(Settings.DeviceInformation, [element(Settings.Status, SUCCESS)]),
      element(Provision.Status, SUCCESS),
      element(Provision.Policies, [answer]),
    ]);
  },
};

/** The Policy of the answer, or a status of the whole. */
async function answerPolicy(call: Call, policy: WbxmlElement): Promise<WbxmlElement | number> {
  if (textOf(policy, Provision.PolicyType) !== POLICY_TYPE) return policyAnswer(UNKNOWN_POLICY_TYPE);
  const key = textOf(policy, Provision.PolicyKey);
  const status = textOf(policy, Provision.Status);
  if (key === undefined || status === undefined) return handOut(call);
  const revision = policyRevision(call.options.policy);
  // The document that was handed out must still be the one that counts.
  if (`${key}/${revision}` !== call.device.temporaryPolicyKey) return policyAnswer(WRONG_POLICY_KEY);
  const isObeyed = call.options.policy.requirePasscode ? OBEYED : ACKNOWLEDGED;
  if (!isObeyed.has(status)) return COMMON_STATUS.deviceNotFullyProvisionable;
  const policyKey = newPolicyKey(call);
  await updateDevice(call.options, call.device, (device) => ({
    ...device,
    policyKey,
    policyRevision: revision,
    temporaryPolicyKey: undefined,
  }));
  return policyAnswer(SUCCESS, element(Provision.PolicyKey, policyKey));
}

async function handOut(call: Call): Promise<WbxmlElement> {
  const { policy } = call.options;
  const key = newPolicyKey(call);
  const temporaryPolicyKey = `${key}/${policyRevision(policy)}`;
  await updateDevice(call.options, call.device, (device) => ({ ...device, temporaryPolicyKey }));
  return policyAnswer(
    SUCCESS,
    element(Provision.PolicyKey, key),
    element(Provision.Data, [policyDocument(policy)]),
  );
}

function policyAnswer(status: number, ...more: readonly WbxmlElement[]): WbxmlElement {
  return element(Provision.Policy, [
    element(Provision.PolicyType, POLICY_TYPE),
    element(Provision.Status, status),
    ...more,
  ]);
}

/** Any 32 bits but zero, which means «none». */
function newPolicyKey({ options }: Call): string {
  const [a = 0, b = 0, c = 0, d = 0] = options.random.bytes(4);
  return String(((a << 24) | (b << 16) | (c << 8) | d) >>> 0 || 1);
}

const POLICY_TYPE = 'MS-EAS-Provisioning-WBXML';

/** Applied, applied in part, left to another manager: where nothing is demanded each will do. */
const ACKNOWLEDGED: ReadonlySet<string> = new Set(['1', '2', '4']);
/** A passcode that was not applied is none. */
const OBEYED: ReadonlySet<string> = new Set(['1', '4']);

const SUCCESS = 1;
const PROTOCOL_ERROR = 2;
const UNKNOWN_POLICY_TYPE = 3;
const WRONG_POLICY_KEY = 5;
