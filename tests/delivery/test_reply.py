"""Replies out of bytes, however they are split and whatever they are."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubmail_gui.delivery.ehlo import read_features
from hubmail_gui.delivery.reply import (
    MAX_KEPT,
    MAX_LINE,
    MAX_LINES,
    MalformedReplyError,
    Reply,
    ReplyReader,
)

TEXTS = st.text(
    st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=60
)
REPLIES = st.builds(
    lambda code, texts: [f"{code}-{text}" for text in texts[:-1]] + [f"{code} {texts[-1]}"],
    st.integers(200, 599),
    st.lists(TEXTS, min_size=1, max_size=4),
)


def read_all(pieces: list[bytes]) -> list[Reply]:
    reader, found = ReplyReader(), []
    for piece in pieces:
        reader.feed(piece)
        while (reply := reader.next()) is not None:
            found.append(reply)
    assert reader.pending == b""
    return found


@given(st.lists(REPLIES, min_size=1, max_size=4), st.data())
def test_split_anywhere(replies: list[list[str]], data: st.DataObject) -> None:
    raw = "".join(f"{line}\r\n" for lines in replies for line in lines).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(raw)), max_size=8)))
    bounds = [0, *cuts, len(raw)]
    pieces = [raw[start:end] for start, end in pairwise(bounds)]
    assert [list(reply.lines) for reply in read_all(pieces)] == replies


@given(st.binary(max_size=300))
def test_any_bytes_give_replies_or_a_refusal(raw: bytes) -> None:
    reader = ReplyReader()
    reader.feed(raw)
    with suppress(MalformedReplyError):
        while (reply := reader.next()) is not None:
            assert 200 <= reply.code <= 599


@given(st.binary(min_size=1, max_size=80), st.integers(1, 79))
def test_splitting_never_changes_the_verdict(raw: bytes, cut: int) -> None:
    def outcome(pieces: list[bytes]) -> tuple[list[tuple[str, ...]], bool]:
        reader, lines = ReplyReader(), []
        try:
            for piece in pieces:
                reader.feed(piece)
                while (reply := reader.next()) is not None:
                    lines.append(reply.lines)
        except MalformedReplyError:
            return lines, True
        return lines, False

    assert outcome([raw]) == outcome([raw[:cut], raw[cut:]])


def one(raw: bytes) -> Reply:
    (reply,) = read_all([raw])
    return reply


def test_parts_of_a_reply() -> None:
    reply = one(
        b"550-5.7.1 Our system has detected that this message is\r\n550 5.7.1 unsolicited.\r\n"
    )
    assert (reply.code, reply.enhanced) == (550, "5.7.1")
    assert reply.words == "Our system has detected that this message is unsolicited."
    assert reply.raw.splitlines()[0].startswith("550-5.7.1 Our")
    assert reply.negative


@pytest.mark.parametrize("raw", [b"250\r\n", b"250 \r\n", b"250\n"])
def test_code_alone(raw: bytes) -> None:
    reply = one(raw)
    assert (reply.code, reply.text, reply.enhanced) == (250, "", None)
    assert reply.positive


@pytest.mark.parametrize(
    "raw",
    [
        b"hello\r\n",
        b"\r\n",
        b"25\r\n",
        b"2500 Ok\r\n",
        b"150 soon\r\n",
        b"650 never\r\n",
        b"250\tOk\r\n",
        b"250-a\r\n251 b\r\n",
        b"x",
        b"22x",
        b"220x",
        b"\x15\x03\x01",
        b"250 " + b"x" * MAX_LINE,
        b"250-x\r\n" * MAX_LINES + b"250 x\r\n",
        "٢٥٠ Ok\r\n".encode(),
    ],
    ids=lambda raw: repr(raw[:12]).replace("\\", "%"),
)
def test_no_reply(raw: bytes) -> None:
    with pytest.raises(MalformedReplyError):
        read_all([raw])


def test_a_refusal_names_the_offending_bytes_and_no_more_than_a_screenful() -> None:
    line = b"HTTP/1.1 400 Bad Request" + b"." * 1000
    with pytest.raises(MalformedReplyError) as caught:
        read_all([line])
    assert caught.value.received == line[:200]
    assert caught.value.args == (line[:200],)


def test_longest_replies_one_after_the_other() -> None:
    raw = b"250-x\r\n" * (MAX_LINES - 1) + b"250 end\r\n"
    assert [len(reply.lines) for reply in read_all([raw, raw])] == [MAX_LINES, MAX_LINES]


def test_of_a_flood_the_beginning_is_kept_to_the_last_byte_that_fits() -> None:
    whole = b"250-" + b"x" * (MAX_LINE - 6) + b"\r\n"
    beyond = b"250-long" + b"y" * 100 + b"\r\n250-short\r\n250 end\r\n"
    raw = whole * (MAX_KEPT // MAX_LINE) + beyond
    for reply in read_all([raw, raw]):
        assert [len(line) for line in reply.lines] == [MAX_LINE - 2] * (MAX_KEPT // MAX_LINE)
    # Where the longer line does not fit any more, the shorter ones behind it are left out, too.
    short = whole * (MAX_KEPT // MAX_LINE - 1) + b"250-first\r\n" + whole + b"250-x\r\n250 x\r\n"
    assert one(short).lines[-1] == "250-first"


def test_pending_bytes() -> None:
    reader = ReplyReader()
    reader.feed(b"220 go\r\n250 injected\r\n")
    assert reader.next() == Reply(220, ("220 go",))
    assert reader.pending == b"250 injected\r\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("535 请使用授权码登录".encode("gbk"), "请使用授权码登录"),
        ("550 Boîte pleine".encode("latin-1"), "Boîte pleine"),
        ("550 Boîte pleine".encode(), "Boîte pleine"),
        (b"550 \xff\xfe\x00", "ÿþ\0"),
        (b"250 XX", "XX"),
    ],
    ids=["gbk", "latin-1", "utf-8", "no-text", "capitals"],
)
def test_encodings(raw: bytes, text: str) -> None:
    assert one(raw + b"\r\n").text == text


def test_features() -> None:
    reply = one(
        b"250-mx.example.test Hello STARTTLS\r\n250-size 35882577\r\n250-AUTH=login plain\r\n"
        b"250-AUTH PLAIN cram-md5\r\n250-\r\n250 8BITMIME\r\n"
    )
    features = read_features(reply)
    assert features.mechanisms == ("LOGIN", "PLAIN", "CRAM-MD5")
    assert features.keywords == {"SIZE", "AUTH", "8BITMIME"}
    assert not features.has("STARTTLS"), "the first line is the server's name and greeting"
