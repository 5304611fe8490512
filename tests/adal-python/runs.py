"""The runs of ADAL for Python, one after the other. Told what to do and answering by one JSON object a line."""
import json
import sys

import adal

settings = json.loads(sys.stdin.readline())
CLIENT = settings["clientId"]
NATIVE = settings["nativeClientId"]
SECRET = settings["secret"]
RESOURCE = settings["resource"]
GRAPH = "https://graph.microsoft.com"


def context():
    return adal.AuthenticationContext(
        settings["authority"], validate_authority=False, verify_ssl=settings["ca"]
    )


def tell(run, call):
    try:
        result = call()
    except adal.AdalError as error:
        result = {"error": error.error_response}
    print(json.dumps({"run": run, "result": result}, default=str), flush=True)
    return result


code = settings["code"]
first = tell(
    "authorization-code",
    lambda: context().acquire_token_with_authorization_code(
        code["code"], code["redirectUri"], RESOURCE, CLIENT, client_secret=SECRET
    ),
)
tell(
    "other-resource",
    lambda: context().acquire_token_with_refresh_token(
        first["refreshToken"], CLIENT, GRAPH, client_secret=SECRET
    ),
)
tell("secret", lambda: context().acquire_token_with_client_credentials(RESOURCE, CLIENT, SECRET))
tell("wrong-secret", lambda: context().acquire_token_with_client_credentials(RESOURCE, CLIENT, "x"))
tell(
    "certificate",
    lambda: context().acquire_token_with_client_certificate(
        RESOURCE, CLIENT, settings["privateKey"], settings["thumbprint"]
    ),
)

ctx = context()
device = ctx.acquire_user_code(RESOURCE, NATIVE)
print(json.dumps({"ask": "device", "userCode": device["user_code"], "url": device["verification_url"]}), flush=True)
sys.stdin.readline()
tell("device-code", lambda: ctx.acquire_token_with_device_code(RESOURCE, device, NATIVE))
