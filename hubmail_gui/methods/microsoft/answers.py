"""The requests of the Microsoft routes, and what the absence of an answer to each means."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from hubmail_gui.oauth import answers

if TYPE_CHECKING:
    from hubmail_gui.core.outcome import Fault


class CloudStage(StrEnum):
    """The HTTPS request that an answer belongs to, as ``resources/rules`` names it."""

    DISCOVERY = "discovery"
    TOKEN = "token"
    GRAPH = "graph"


def unanswered(fault: Fault, stage: CloudStage) -> Fault:
    """A fault on the way to a service, named for the service that it keeps away."""
    graph = stage is CloudStage.GRAPH
    return answers.unanswered(
        fault,
        unreachable="graph.unreachable" if graph else "oauth.unreachable",
        not_http="graph.not_graph" if graph else "oauth.not_an_authority",
    )
