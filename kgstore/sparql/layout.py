"""SPARQL laid out for people: one indentation for all of it, by its braces."""

from __future__ import annotations

from kgstore.sparql.lexer import Token, TokenKind, tokens

_STEP = "  "


def laid_out(text: str) -> str:
    r"""Return the query with its lines indented by the braces around them, without empty lines.

    >>> print(laid_out('SELECT * {\n\n{ ?s ?p "{" }\n   { SELECT ?s {\n ?s ?q 1 \n} }\n}'))
    SELECT * {
      { ?s ?p "{" }
      { SELECT ?s {
        ?s ?q 1
      } }
    }
    """
    written: list[str] = []
    opened: list[int] = []
    """For each brace that is open, the number of the line that it stands on."""
    for number, line in enumerate(_lines(text)):
        depth = len(set(opened[: _lowest(line, len(opened))]))
        for token in line:
            if token.text == "{":
                opened.append(number)
            elif token.text == "}" and opened:
                opened.pop()
        if content := "".join(token.text for token in line).strip():
            written.append(_STEP * depth + content)
    return "\n".join(written) + "\n"


def _lines(text: str) -> list[list[Token]]:
    """Return the tokens line by line; a line break within a string begins no line."""
    lines: list[list[Token]] = [[]]
    for token in tokens(text):
        if token.kind is TokenKind.SPACE and "\n" in token.text:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _lowest(line: list[Token], depth: int) -> int:
    """Return the least number of braces that are open anywhere on a line."""
    lowest = depth
    for token in line:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        lowest = min(lowest, depth)
    return max(lowest, 0)
