/** The reader of SOAP messages by itself, for the fuzzer. */
export { MessageRefusal } from '../refusal.ts';
export { WS_TRUST_13, WS_TRUST_2005 } from '../vocabulary.ts';
export { readMessage } from './read-message.ts';
