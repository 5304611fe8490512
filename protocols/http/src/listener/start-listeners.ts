import { HttpError } from '../http-error.ts';
import type { ListenerOptions, Listeners } from './options.ts';

export async function startListeners(options: ListenerOptions): Promise<Listeners> {
  throw new HttpError('listen-failed', `no listener for ${options.routes.length} routes`);
}
