import type { Form, RequestContext } from '@signet/http';
import type { Directory, Random, SessionId } from '@signet/identity';
import type { Interactions, Sessions, SignIn } from '@signet/sign-in';
import type { XmlCrypto } from '@signet/xml';

/** What the token service's part of the face is wired with. */
export interface RelyingPartyOptions {
  readonly directory: Directory;
  readonly random: Random;
  readonly signIn: SignIn;
  readonly interactions: Interactions;
  readonly sessions: Sessions;
  readonly xmlCrypto: XmlCrypto;
  /** Addresses of applications to be told, by frames, that these sessions have ended. */
  readonly listSignOutFrames: (sessions: readonly SessionId[]) => Promise<readonly string[]>;
  /** Another protocol at `/login.srf`, asked first; `undefined` when the form is none of its. Default: none. */
  readonly otherProtocol?: (
    form: Form,
    request: Request,
    context: RequestContext,
  ) => Promise<Response | undefined>;
}
