"""Answers to named questions, kept until the store changes: some take seconds, many ask them."""

from __future__ import annotations

from collections import OrderedDict

from kgstore.web.ask.answer import Answered

MOST = 64


class Kept:
    """The answers asked for last, by the text of the query, all of one commit.

    >>> kept = Kept()
    >>> kept.keep("ASK {}", Answered("ask", 7, truth=True), 7)
    >>> kept.get("ASK {}", 7) is not None, kept.get("ASK {}", 8) is not None
    (True, False)
    """

    def __init__(self) -> None:
        self._head = -1
        self._answers: OrderedDict[str, Answered] = OrderedDict()

    def get(self, text: str, head: int) -> Answered | None:
        """Return the answer to a query at a commit, if it is kept."""
        if head != self._head or text not in self._answers:
            return None
        self._answers.move_to_end(text)
        return self._answers[text]

    def keep(self, text: str, answered: Answered, head: int) -> None:
        """Keep an answer, unless it was read from another commit than `head`."""
        if answered.head != head:
            return
        if head != self._head:
            self._head = head
            self._answers.clear()
        self._answers[text] = answered
        if len(self._answers) > MOST:
            self._answers.popitem(last=False)
