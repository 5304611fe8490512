"""The runs of MSAL for Python, one after the other. Told what to do and answering by one JSON object a line."""
import json
import sys

import msal
import requests

settings = json.loads(sys.stdin.readline())
ORIGIN = settings["origin"]


class Client(requests.Session):
    """Requests as MSAL makes them. It asks for the user realm at the host without its port, which is put back here."""

    def __init__(self):
        super().__init__()
        self.verify = settings["ca"]
        self.made = []

    def request(self, method, url, **options):
        url = url.replace("https://localhost/", ORIGIN + "/")
        self.made.append(method.upper() + " " + url.split("?")[0].replace(ORIGIN, ""))
        return super().request(method, url, **options)


client = Client()


def tell(run, result, **more):
    made, client.made = client.made, []
    if "access_token" in result:
        told = {
            "claims": result.get("id_token_claims"),
            "scope": result.get("scope"),
            "accessToken": result["access_token"],
        }
    else:
        told = {key: result.get(key) for key in ("error", "error_codes", "error_description")}
    print(json.dumps({"run": run, "requests": made, **told, **more}), flush=True)


def ask(run, **what):
    print(json.dumps({"run": run, **what}), flush=True)
    return json.loads(sys.stdin.readline())


def application():
    return msal.PublicClientApplication(
        settings["clientId"],
        authority=ORIGIN + "/" + settings["tenant"],
        instance_discovery=False,
        http_client=client,
    )


scopes = ["User.Read"]
app = application()

flow = app.initiate_auth_code_flow(scopes, redirect_uri="http://localhost")
answer = ask("browser", url=flow["auth_uri"])
tell("authorization-code", app.acquire_token_by_auth_code_flow(flow, answer))

(account,) = app.get_accounts()
tell("silent", app.acquire_token_silent(scopes, account, force_refresh=True))

device = app.initiate_device_flow(scopes)
ask("device", userCode=device["user_code"])
tell("device-code", app.acquire_token_by_device_flow(device))

for run in settings["passwords"]:
    app = application()
    try:
        result = app.acquire_token_by_username_password(run["userName"], run["password"], scopes)
        tell(run["run"], result)
    except RuntimeError as error:
        tell(run["run"], {"error": "RuntimeError", "error_description": str(error)})

for run in settings["applications"]:
    app = msal.ConfidentialClientApplication(
        run["clientId"],
        authority=ORIGIN + "/" + settings["tenant"],
        client_credential=run["credential"],
        instance_discovery=False,
        http_client=client,
    )
    tell(run["run"], app.acquire_token_for_client([run["scope"]]))
