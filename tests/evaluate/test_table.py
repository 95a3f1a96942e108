"""Tables of predictions: CSV and Parquet; what is unsound is said with its row."""

from __future__ import annotations

import io

import pyarrow
import pytest
from pyarrow import parquet

from kgstore.evaluate.measured import Unmeasurable
from kgstore.evaluate.table import read_table


def test_parquet_gives_what_csv_gives() -> None:
    columns = {"instance": ["a", "b"], "actual": ["dog", "cat"], "score": [0.5, 1.0]}
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer)
    text = b"instance,actual,score\na,dog,0.5\nb,cat,1.0\n"
    assert read_table(buffer.getvalue()) == read_table(text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"a,a\n1,2\n", "two columns have one name"),
        (b"a,b\n1\n", "row 1 has 1 cells"),
        (b"a\n\xff\n", "no CSV in UTF-8"),
        (b"PAR1 and nothing", "no sound Parquet"),
        (b'a\n"1\n', "no CSV"),
    ],
)
def test_what_is_no_table(content: bytes, reason: str) -> None:
    with pytest.raises(Unmeasurable, match=reason):
        read_table(content)


def test_numbers_and_columns_that_are_not_there() -> None:
    table = read_table(b"a,b\n1,x\n2,nan\n")
    assert table.numbers("a") == [1.0, 2.0]
    with pytest.raises(Unmeasurable, match="row 1: b is 'x', no number"):
        table.numbers("b")
    with pytest.raises(Unmeasurable, match="the columns are: a, b"):
        table.column("c")


def test_a_table_without_rows_has_columns() -> None:
    assert read_table(b"a,b\n").columns == {"a": [], "b": []}
