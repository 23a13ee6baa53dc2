"""SMTP replies as they are quoted in logs, exceptions and bounces, with the command that they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hubmail_gui.core.facts import ReplyFact, Stage, Verdict
from hubmail_gui.diagnosis.reply_rule import Evidence as Weight
from hubmail_gui.diagnosis.rules import ranked

_LONGEST = 1000
_MOST = 12
_ENHANCED = r"#?([245]\.\d{1,3}\.\d{1,3})"
# A reply code where it may stand: at the beginning of a line, after what logs and exceptions write
# before it. With an enhanced code behind it (RFC 3463) it may stand anywhere. No part of
# a time is one: 16:18:02,462.
_CODE = re.compile(
    rf"(?<![\w.:/=@$€-])(?<!\d,)(4[2-7]\d|5[0-7]\d)(?:[ -]+|, ?b?['\"]|['\"], with message ['\"]?)(?:\1[ -])?(?:{_ENHANCED}\b[ :;,-]*)?"
)
_ALONE = re.compile(
    rf"(?:response was|responded with|server said|message|said|returned|smtp;|#)[: '\"]{{1,4}}{_ENHANCED}\b[ :;,-]*",
    re.IGNORECASE,
)
# What stands right before a code that is a server's.
_BEFORE = re.compile(
    r"(?:said|replied|response|responded|respond|reply|returned|returns|answered|error|code|host|server|with|smtp|exception"
    r"|failed|refused|rejected|message|was|from|status|received|erreur|fehler|remote|got|expected|dsn|>|<|\]|\)|\})"
    r"[\w ]{0,20}[: ='\"(\[{<>*-]{0,6}$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"[\d\s:.,TZ+/\[\]-]{0,40}(?:(?:S|SERVER|<<?|<-|->|>|\*|server|SERVER -> CLIENT|DEBUG SMTP)[ :>-]{0,4})?"
)
_ABOUT_MAIL = re.compile(
    r"smtp|e-?mail|postfix|exim|sendmail|mailer|rcpt|ehlo|recipient|sender|mailbox|dsn=|outlook|nodemailer",
    re.I,
)
_ANSWERED = re.compile(
    r"in reply to (?:the )?(?:end of )?(\w+)|(?:after|to) (?:end of |initial )?(MAIL|RCPT|DATA|AUTH|EHLO|HELO|STARTTLS|data)\b"
    r"|command: ?['\"]?(\w+)|rejected (RCPT|MAIL|EHLO|HELO|DATA)"
)
_COMMAND = re.compile(
    r"\b(EHLO|HELO|STARTTLS|AUTH(?= )|MAIL FROM|RCPT TO|rejected RCPT|rejected MAIL|DATA(?=\s)|SMTPSenderRefused|"
    r"SMTPRecipientsRefused|SMTPDataError|SMTPAuthenticationError|AuthenticationFailed|EAUTH|SMTPHeloError|SMTPConnectError"
    r"|EENVELOPE|SMTPAddressFailed|SMTPSenderFailed|refused to talk to me)",
)
_STAGES = {
    "ehlo": Stage.EHLO, "helo": Stage.EHLO, "starttls": Stage.STARTTLS, "auth": Stage.AUTH,
    "mail": Stage.MAIL, "mail from": Stage.MAIL, "rcpt": Stage.RCPT, "rcpt to": Stage.RCPT,
    "rejected rcpt": Stage.RCPT, "rejected mail": Stage.MAIL, "data": Stage.DATA,
    "smtpsenderrefused": Stage.MAIL, "smtprecipientsrefused": Stage.RCPT, "smtpdataerror": Stage.DATA,
    "smtpauthenticationerror": Stage.AUTH, "authenticationfailed": Stage.AUTH, "eauth": Stage.AUTH,
    "smtphelo": Stage.EHLO, "smtpheloerror": Stage.EHLO, "smtpconnecterror": Stage.GREET, "conn": Stage.GREET,
    "refused to talk to me": Stage.GREET,
    "smtpaddressfailed": Stage.RCPT, "smtpsenderfailed": Stage.MAIL, "bdat": Stage.DATA,
}  # fmt: skip
_TRANSACTION = (Stage.RCPT, Stage.DATA, Stage.MAIL)
# Where no command is named: what a code usually answers.
_USUAL = {
    "535": (Stage.AUTH,), "534": (Stage.AUTH,), "538": (Stage.AUTH,), "525": (Stage.AUTH,),
    "454": (Stage.AUTH, *_TRANSACTION), "432": (Stage.AUTH,), "530": (Stage.MAIL,),
    "552": (Stage.DATA, Stage.RCPT, Stage.MAIL), "554": (Stage.DATA, Stage.RCPT, Stage.MAIL),
    "421": _TRANSACTION,
}  # fmt: skip
_END = re.compile(r"(?:\(in reply to|\(state \d|; from=<|, from=<|['\"]\s*[,)}\]]|\\n|\\r|</)")


class Quoted(NamedTuple):
    """A reply in a text.

    Attributes:
        code: the three digits; a 5xx or 4xx made up for an enhanced code that stands alone.
        enhanced: the enhanced code, or None.
        text: its words.
        stage: the command that it answers, where that is said; else None.
        words: the same as the text has it, for people.
        at: where it stands.
        sure: it is a reply beyond doubt; otherwise only its words can show it.
    """

    code: int
    enhanced: str | None
    text: str
    stage: Stage | None
    words: str
    at: int
    sure: bool


def find(text: str) -> list[Quoted]:
    """The negative replies in a text of some pages; one of several lines is one."""
    about_mail = _ABOUT_MAIL.search(text) is not None
    found: list[Quoted] = []
    newest = 0  # where the last line of the last reply begins
    for match in _CODE.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        before = text[max(start, match.start() - 120) : match.start()]
        enhanced = match[2] if match[2] and match[2][0] == match[1][0] else None
        first = _STAMP.fullmatch(before) is not None
        # Python shows a reply as a pair, (554, b'Message rejected'), also on a line of its own.
        paired = before[-1:] == "(" and match[0][-1:] in "'\""
        if not (enhanced or first or paired or _BEFORE.search(before)):
            continue
        words = _until_end(text, match.end())
        sure = bool(enhanced) or (about_mail and bool(words))
        # The digits as the server wrote them, without Python's pair or PHP's sentence around them.
        quoted = not {"'", '"'}.isdisjoint(match[0])
        digits = " ".join(filter(None, match.groups())) if quoted else match[0].strip()
        reply = Quoted(
            int(match[1]), enhanced, words, _stage(text, match.start(), match.end() + len(words)),
            f"{digits} {words}".strip(" '\"-"), match.start(), sure,
        )  # fmt: skip
        found = _joined(found, reply, text[newest : reply.at])
        newest = reply.at
    found += _without_code(text, {one.at for one in found})
    # The same one over and over says no more than once; the newest of many are enough.
    different = {(one.code, one.enhanced, one.text, one.stage): one for one in found}
    return sorted(different.values(), key=lambda one: one.at)[-_MOST:]


def _without_code(text: str, known: set[int]) -> Iterator[Quoted]:
    """Enhanced codes that stand alone: .NET shows "The server response was: 5.7.57 …"."""
    for match in _ALONE.finditer(text):
        if any(abs(at - match.start(1)) < 12 for at in known):
            continue
        words = _until_end(text, match.end())
        code = 450 if match[1][0] == "4" else 550
        stage = _stage(text, match.start(), match.end() + len(words))
        if match[1][0] != "2":
            yield Quoted(code, match[1], words, stage, f"{match[1]} {words}", match.start(), True)


def _until_end(text: str, start: int) -> str:
    line = text[start : start + _LONGEST].partition("\n")[0]
    end = _END.search(line)
    return (line[: end.start()] if end else line).strip()


def _joined(found: list[Quoted], reply: Quoted, between: str) -> list[Quoted]:
    """A line that goes on a reply of several lines belongs to it; ``between`` is from line to line."""
    last = found[-1] if found else None
    if last is not None and last.code == reply.code and last.enhanced == reply.enhanced:
        if "\n" not in between:
            return found  # lines that were put into one: the words have it already
        if between.count("\n") == 1 and between[3:4] == "-":
            both = f"{last.text} {reply.text}"
            return [*found[:-1], last._replace(text=both, words=f"{last.words} {reply.text}")]
    return [*found, reply]


def _stage(text: str, start: int, end: int) -> Stage | None:
    """The command that a reply answers, by what stands behind it or the last command before it."""
    behind = _ANSWERED.search(text[end : end + 120].partition("\n")[0])
    before = text[max(0, start - 400) : start]
    here = behind or _ANSWERED.search(before[-120:].rpartition("\n")[2])
    if here:
        name = next(group for group in here.groups() if group)
        if name.lower() in _STAGES:
            return _STAGES[name.lower()]
    named = [match[1].lower() for match in _COMMAND.finditer(before)]
    return _STAGES.get(named[-1]) if named else None


def judge(reply: Quoted) -> tuple[Verdict, bool]:
    """What a reply means, and whether its words or its enhanced code say so.

    Where the text does not name the command, the one counts for which the rules say most.
    """
    stages = (reply.stage,) if reply.stage else _USUAL.get(str(reply.code), _TRANSACTION)
    # As to somebody who is not logged in: no rule is about those alone who are.
    facts = (ReplyFact(stage, reply.code, reply.enhanced, reply.text) for stage in stages)
    _rank, rule = max(ranked(fact)[0] for fact in facts)
    temporary = reply.code // 100 == 4 if rule.temporary is None else rule.temporary
    return Verdict(rule.fault, temporary, rule.id), rule.evidence >= Weight.HINT
