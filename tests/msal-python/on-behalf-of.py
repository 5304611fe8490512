"""MSAL for Python as a service that was called: a token for itself, and two on behalf of who called."""
import json
import sys

import msal
import requests

settings = json.loads(sys.stdin.readline())
client = requests.Session()
client.verify = settings["ca"]
app = msal.ConfidentialClientApplication(
    settings["clientId"],
    client_credential={"thumbprint": settings["thumbprint"], "private_key": settings["privateKey"]},
    authority=settings["authority"],
    instance_discovery=False,
    http_client=client,
)
for run, call in (
    ("client-credentials", lambda: app.acquire_token_for_client(["api://files/.default"])),
    ("on-behalf-of", lambda: app.acquire_token_on_behalf_of(settings["assertion"], ["api://files/Files.Read"])),
    ("without-consent", lambda: app.acquire_token_on_behalf_of(settings["assertion"], ["api://files/Files.Write"])),
):
    print(json.dumps({"run": run, "result": call()}), flush=True)
