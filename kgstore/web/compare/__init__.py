"""Comparing 2 to 20 models: what is stated of each, and the values that can be compared.

`asked` reads the address of the page, `read` the store; `choose` says which of a model's values
stands for it, `joined` has a row for each key. `front`, `classes`, `schemas` and `confusions` are
more ways to look at them; `draw` and `tables` make what can be taken away, pictures and CSV.
"""
