"""What an answer of Microsoft's identity service or of Graph means.

Microsoft asks programs not to depend on its error numbers and texts, which may change at any time
(https://learn.microsoft.com/entra/identity-platform/reference-error-codes). So the mapping is data,
an unknown number falls back to the OAuth error word and the HTTP status, and Microsoft's own words
and ids go with every verdict.
"""

from __future__ import annotations

from hubmail_gui.core.facts import CloudFact, Verdict
from hubmail_gui.diagnosis.cloud_answer import read
from hubmail_gui.diagnosis.cloud_params import params_of
from hubmail_gui.diagnosis.cloud_rules import best

# Time-out, too early, too many, and the server's own troubles, with OData's bandwidth limit. 501 and
# 505 speak of the request and 507 of a full store: waiting helps none of them.
_TEMPORARY = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 509})


def classify_cloud(fact: CloudFact) -> Verdict:
    """The fault code of an answer that was no success, with what reports show of it.

    A pure function of the answer and the rule files; it has a verdict for every answer and never fails.
    """
    answer = read(fact)
    rule = best(answer)
    temporary = rule.temporary if rule.temporary is not None else fact.status in _TEMPORARY
    decisive = next((number for number in answer.numbers if number in rule.number), None)
    return Verdict(rule.fault, temporary, rule.id, params_of(answer, decisive))
