/** What the server tells the page before anybody has signed in: `/admin/config.json`. */
export interface AdminConfig {
  readonly tenantId: string;
  readonly clientId: string;
  /** `https://localhost:8443/{tenantId}` */
  readonly authority: string;
}

/** Throws an `Error` with a sentence for the administrator. */
export async function loadConfig(): Promise<AdminConfig> {
  const response = await fetch('/admin/config.json');
  if (!response.ok) throw new Error(`The server did not hand out its configuration (${response.status}).`);
  return response.json();
}
