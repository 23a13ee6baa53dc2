"""Reads and uses a program through AT-SPI alone: a process of the system's Python, with pyatspi.

It knows nothing of hubmail and imports nothing of it. Each line on standard input is a request, each
line on standard output its answer, both JSON:

    {"do": "tree"}                                      what is shown, depth first
    {"do": "await", "words": "…", "seconds": 20}        the same, once a name holds these words and
                                                        two readings in a row are alike
    {"do": "next"}                                      nothing, after the next event or a moment
    {"do": "act", "node": 7, "action": "Press"}         node: the number that the last tree gave it
    {"do": "write", "node": 7, "text": "…"}             replace an editable text
    {"do": "choose", "node": 7, "entry": "…"}           select an entry of a combo box's list
    {"do": "type", "text": "…"}                         press and release keys, one for each character
    {"do": "all"}                                       every string there is, hidden ones included
    {"do": "hear", "words": "…", "seconds": 20}         all announcements, once these words are one
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi
from gi.repository import GLib

PROGRAM = "hubmail"
EVENTS = (
    "object:children-changed",
    "object:property-change",
    "object:state-changed",
    "object:text-changed",
    "object:announcement",
)
# Whatever is not told by an event is looked at this often, in milliseconds.
TICK = 200

# X11's symbols of the keys that write nothing (keysymdef.h).
KEYS = {"\n": 0xFF0D, "\t": 0xFF09}

# What at-spi2-core 2.56 calls by another name than those before it.
ROLES = {"button": "push button"}

Answer = dict[str, Any]
nodes: list[Any] = []
heard: list[str] = []
# How many events came in.
events = [0]


def children(node: Any) -> list[Any]:
    found = (node.getChildAtIndex(index) for index in range(node.childCount))
    return [child for child in found if child is not None]


def every(node: Any) -> Iterator[Any]:
    yield node
    for child in children(node):
        yield from every(child)


def optional(query: Callable[[], Any]) -> Any:
    try:
        return query()
    except NotImplementedError:
        return None


def states(node: Any) -> list[str]:
    return sorted(pyatspi.stateToString(state) for state in node.getState().getStates())


def text_of(node: Any) -> str | None:
    text = optional(node.queryText)
    return None if text is None else str(text.getText(0, -1))


def actions(node: Any) -> list[str]:
    action = optional(node.queryAction)
    return [] if action is None else [action.getName(index) for index in range(action.nActions)]


def role(node: Any) -> str:
    name = str(node.getRoleName())
    return ROLES.get(name, name)


def labels(node: Any) -> list[str]:
    return [
        relation.getTarget(index).name
        for relation in node.getRelationSet()
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY
        for index in range(relation.getNTargets())
    ]


def program() -> Any:
    for one in children(pyatspi.Registry.getDesktop(0)):
        if one.name == PROGRAM:
            return one
    return None


def tree() -> Answer:
    nodes.clear()
    shown: list[Answer] = []

    def add(node: Any, depth: int) -> None:
        # A list of choices that is folded shows nothing of its own.
        if depth > 0 and not node.getState().contains(pyatspi.STATE_SHOWING):
            return
        nodes.append(node)
        shown.append(
            {
                "number": len(nodes) - 1,
                "role": role(node),
                "name": node.name,
                "description": node.description,
                "text": text_of(node),
                "states": states(node),
                "labels": labels(node),
                "actions": actions(node),
            }
        )
        for child in children(node):
            add(child, depth + 1)

    root = program()
    if root is not None:
        # What libatspi remembers is as old as the last event that was looked at.
        root.clear_cache()
        add(root, 0)
    return {"nodes": shown}


def await_words(words: str, seconds: float) -> Answer:
    found: Answer = {}

    def look() -> bool:
        # A window is told to show many things, and shows them one by one.
        before, read = found.get("nodes"), quietly(tree)
        found.update(read)
        now = read.get("nodes", ())
        return before == now and any(words in one["name"] for one in now)

    run_until(look, seconds)
    return found


def next_event() -> Answer:
    """Return once an event came in, or a moment later."""
    seen = events[0]
    run_until(lambda: events[0] != seen, TICK / 1000)
    return {}


def hear(words: str, seconds: float) -> Answer:
    run_until(lambda: words in heard, seconds)
    return {"heard": heard}


def run_until(true: Callable[[], bool], seconds: float) -> None:
    """Let events come in until something is true, or for so long."""
    loop = GLib.MainLoop()

    def look() -> bool:
        if true() or time.monotonic() > until:
            loop.quit()
        return True

    tick = GLib.timeout_add(TICK, look)
    until = time.monotonic() + seconds
    GLib.idle_add(lambda: look() and False)
    loop.run()
    GLib.source_remove(tick)


def quietly(make: Callable[[], Answer]) -> Answer:
    """A tree that changes while it is read raises: it is read again a moment later."""
    try:
        return make()
    except (GLib.Error, LookupError, AttributeError):
        return {}


def act(number: int, action: str) -> Answer:
    interface = nodes[number].queryAction()
    return {"done": interface.doAction(actions(nodes[number]).index(action))}


def write(number: int, text: str) -> Answer:
    interface = optional(nodes[number].queryEditableText)
    return {"done": interface is not None and interface.setTextContents(text)}


def choose(number: int, entry: str) -> Answer:
    (choices,) = (one for one in children(nodes[number]) if one.getRoleName() == "list")
    index = [one.name for one in children(choices)].index(entry)
    return {"done": choices.querySelection().selectChild(index)}


def type_keys(text: str) -> Answer:
    """Press keys; whoever has the focus gets them."""
    for one in text:
        symbol = KEYS.get(one, ord(one))
        pyatspi.Registry.generateKeyboardEvent(symbol, None, pyatspi.KEY_SYM)
    return {"done": len(text)}


def all_strings() -> Answer:
    found: set[str] = set()
    for node in every(program()):
        found |= {node.name, node.description, text_of(node) or ""}
        value = optional(node.queryValue)
        if value is not None:
            found.add(str(value.currentValue))
    return {"strings": sorted(found)}


def note(event: Any) -> None:
    events[0] += 1
    if event.type.startswith("object:announcement"):
        heard.append(str(event.any_data))


def answer(request: Answer) -> Answer:
    match request.pop("do"):
        case "tree":
            return tree()
        case "await":
            return await_words(**request)
        case "next":
            return next_event()
        case "act":
            return act(request["node"], request["action"])
        case "write":
            return write(request["node"], request["text"])
        case "choose":
            return choose(request["node"], request["entry"])
        case "type":
            return type_keys(request["text"])
        case "all":
            return all_strings()
        case "hear":
            return hear(**request)
        case other:
            raise ValueError(other)


def main() -> None:
    for event in EVENTS:
        pyatspi.Registry.registerEventListener(note, event)
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except (GLib.Error, LookupError, AttributeError, NotImplementedError) as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


main()
