"""The directory that the stand-in knows: one tenant, one application, some mailboxes."""

from __future__ import annotations

from dataclasses import dataclass, field

GRAPH = "https://graph.microsoft.com"
EXCHANGE = "https://outlook.office365.com"


@dataclass(slots=True)
class Directory:
    """Who exists and who may do what; whoever tests may change any of it.

    Attributes:
        tenant: the directory's identifier.
        domain: its verified domain.
        application: the application's identifier.
        secrets: its client secrets that are valid.
        expired: its client secrets that no longer are.
        certificates: PEM text of what was uploaded for it.
        roles: by the resource, what the application was granted with an administrator's consent.
        mailboxes: addresses whose mailbox is in Exchange Online.
        allowed: the mailboxes that an access policy limits the application to; None for all.
        by_rbac: Exchange itself grants sending (RBAC for Applications), whatever the token says.
    """

    tenant: str = "0d9a7c3e-8b21-4f6a-b2c5-3e4d5f60718a"
    domain: str = "example.com"
    name: str = "Example"
    application: str = "6f1b3a52-0c44-4b59-9d3e-5a1f0c9b7e21"
    secrets: set[str] = field(default_factory=lambda: {"Stand~In8Q~secret.value_for-trials.only"})
    expired: set[str] = field(default_factory=set)
    certificates: list[str] = field(default_factory=list)
    roles: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {GRAPH: ("Mail.Send",), EXCHANGE: ("SMTP.SendAsApp",)}
    )
    mailboxes: set[str] = field(default_factory=lambda: {"hub@example.com"})
    allowed: set[str] | None = None
    by_rbac: bool = False

    def is_me(self, tenant: str) -> bool:
        """Whether ``tenant`` in a path names this directory."""
        return tenant.lower() in (self.tenant, self.domain)
