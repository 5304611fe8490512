import { execFileSync } from 'node:child_process';

/** The property list as Python's own reader sees it; data as base64. Throws for what is not one. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it by key.
export function readPlist(text: string): Record<string, any> {
  const json = execFileSync('python3', ['-c', READER], { input: text, encoding: 'utf8' });
  return JSON.parse(json);
}

const READER = `
import base64, json, plistlib, sys
plain = lambda value: base64.b64encode(value).decode()
print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=plain))
`;
