"""What a token must say to be used by a route (for :mod:`hubmail_gui.methods.microsoft.claims`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubmail_gui.methods.microsoft import clouds
from hubmail_gui.methods.microsoft.claims import EXCHANGE_ID, GRAPH_ID, Expected
from hubmail_gui.methods.microsoft.settings import Route

if TYPE_CHECKING:
    from hubmail_gui.methods.microsoft.clouds import Addresses
    from hubmail_gui.methods.microsoft.settings import MicrosoftSettings

# The application permissions that each route needs.
ROLES = {Route.GRAPH: "Mail.Send", Route.SMTP: "SMTP.SendAsApp"}

_EXCHANGE = frozenset({"https://outlook.office365.com", "https://outlook.office.com", EXCHANGE_ID})


def expected(
    account: MicrosoftSettings, where: Addresses, directory: str, clock_offset: float | None
) -> Expected:
    """The claims that make a token fit for these settings.

    Args:
        account: the settings.
        where: the addresses of their cloud.
        directory: the directory's identifier by the identity service, or empty; it tells which
            directory a domain in the settings means.
        clock_offset: this computer's clock minus the service's, in seconds; None if unknown.
    """
    wanted = account.directory_id
    return Expected(
        audiences=frozenset(one.lower() for one in _audiences(account, where)),
        directory_id=directory if directory and "." in wanted else wanted,
        application_id=account.application_id,
        role=ROLES[account.route],
        clock_offset=clock_offset,
    )


def _audiences(account: MicrosoftSettings, where: Addresses) -> set[str]:
    resource = where.scope.removesuffix("/.default").rstrip("/")
    if account.route is Route.SMTP:
        return {resource, *_EXCHANGE}
    # A stand-in for Graph may well issue tokens for one of Microsoft's; between Microsoft's own
    # clouds a token of one is worth nothing in another.
    others = clouds.graph_origins() if where.custom else frozenset()
    return {resource, where.graph, GRAPH_ID, *others}
