"""The identity service of the stand-in: OpenID configuration and token end point.

https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from urllib.parse import parse_qs

from hubmail_gui.demo.microsoft.directory import GRAPH, Directory
from hubmail_gui.demo.microsoft.errors import entra_error
from hubmail_gui.demo.microsoft.tokens import SECONDS, Tokens
from hubmail_gui.demo.replies import Reply, Request, document

_FORM = "application/x-www-form-urlencoded"
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def configuration(directory: Directory, request: Request, tenant: str) -> Reply:
    """The OpenID configuration of ``tenant``, or that there is none."""
    if not directory.is_me(tenant):
        return _no_tenant(request, tenant, "invalid_tenant")
    base = f"{request.origin}/{directory.tenant}"
    return document(
        {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "private_key_jwt",
                "client_secret_basic",
            ],
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": f"{base}/v2.0",
            "request_uri_parameter_supported": False,
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "http_logout_supported": True,
            "frontchannel_logout_supported": True,
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "ver"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": "stand-in",
        }
    )


class TokenEndpoint:
    """Checks a token request as strictly as RFC 6749 and Microsoft's pages describe it."""

    def __init__(self, directory: Directory, tokens: Tokens) -> None:
        self._directory = directory
        self._tokens = tokens

    def answer(self, request: Request, tenant: str) -> Reply:
        """A token, or why there is none."""
        if not self._directory.is_me(tenant):
            return _no_tenant(request, tenant, "invalid_request")
        if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
            text = f"The request is not properly formatted: '{_FORM}' is expected."
            return entra_error(request, 900144, "invalid_request", text)
        fields = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        form = {name: values[-1] for name, values in fields.items()}
        return (
            self._form_problem(request, fields)
            or self._client_problem(request, form, tenant)
            or self._scope_problem(request, form)
            or self._grant(request, form)
        )

    def _form_problem(self, request: Request, fields: dict[str, list[str]]) -> Reply | None:
        for name in ("grant_type", "client_id", "scope"):
            if not fields.get(name, [""])[0]:
                text = f"The request body must contain the following parameter: '{name}'."
                return entra_error(request, 900144, "invalid_request", text)
        if any(len(values) > 1 for values in fields.values()):
            return entra_error(request, 9002313, "invalid_request", "Request is malformed.")
        if fields["grant_type"] != ["client_credentials"]:
            text = "The app requested an unsupported grant type."
            return entra_error(request, 70003, "unsupported_grant_type", text)
        return None

    def _client_problem(self, request: Request, form: dict[str, str], tenant: str) -> Reply | None:
        known = self._directory
        application = form["client_id"]
        if application != known.application:
            text = f"Application with identifier '{application}' was not found in the directory '{known.name}'."
            return entra_error(request, 700016, "unauthorized_client", text)
        if "client_assertion" in form:
            return self._assertion_problem(request, form, tenant)
        secret = form.get("client_secret", "")
        if not secret:
            text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
            return entra_error(request, 7000218, "invalid_client", text, 401)
        if secret in known.expired:
            text = f"The provided client secret keys for app '{application}' are expired."
            return entra_error(request, 7000222, "invalid_client", text, 401)
        if secret not in known.secrets:
            text = (
                "Invalid client secret provided. Ensure the secret being sent in the request is the"
                " client secret value, not the client secret ID, for a secret added to app"
                f" '{application}'."
            )
            return entra_error(request, 7000215, "invalid_client", text, 401)
        return None

    def _assertion_problem(
        self, request: Request, form: dict[str, str], tenant: str
    ) -> Reply | None:
        # cryptography is loaded for certificates only.
        from hubmail_gui.demo.microsoft import assertions

        if form.get("client_assertion_type") != _JWT_BEARER:
            text = "The 'client_assertion_type' is not supported."
            return entra_error(request, 7000217, "invalid_request", text)
        endpoint = f"{request.origin}/{tenant}/oauth2/v2.0/token"
        known = self._directory
        try:
            assertions.check(
                form["client_assertion"], known.application, endpoint, known.certificates
            )
        except assertions.RefusedError as error:
            return entra_error(request, error.number, "invalid_client", error.text, 401)
        return None

    def _scope_problem(self, request: Request, form: dict[str, str]) -> Reply | None:
        scope = form["scope"]
        if not scope.endswith("/.default") or " " in scope:
            text = f"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
            return entra_error(request, 1002012, "invalid_scope", text)
        if self._audience(scope, request.origin) is None:
            text = f"The resource principal named {scope.removesuffix('/.default')} was not found in the tenant named {self._directory.name}."
            return entra_error(request, 500011, "invalid_resource", text)
        return None

    def _audience(self, scope: str, origin: str) -> str | None:
        """The resource that a scope means: one of the two, or Graph by the stand-in's address."""
        resource = scope.removesuffix("/.default").rstrip("/")
        if resource in self._directory.roles:
            return resource
        return GRAPH if resource == origin else None

    def _grant(self, request: Request, form: dict[str, str]) -> Reply:
        audience = self._audience(form["scope"], request.origin) or ""
        known = self._directory
        roles = known.roles.get(audience, ())
        token = self._tokens.issue(known.tenant, known.application, audience, roles)
        granted = {"token_type": "Bearer", "expires_in": SECONDS, "ext_expires_in": SECONDS}
        return document({**granted, "access_token": token})


def _no_tenant(request: Request, tenant: str, error: str) -> Reply:
    text = (
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are"
        " signing into the correct cloud. Check with your subscription administrator, this may"
        " happen if there are no active subscriptions for the tenant."
    )
    return entra_error(request, 90002, error, text)
