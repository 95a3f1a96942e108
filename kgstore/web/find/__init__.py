"""Finding in the browser: words, facets, ranges, concepts; one state, which is the address.

`state` is what an address says, `reading` what its words mean. `facets`, `concepts`, `ranges`,
`chips`, `rows` and `help` each make one part of the page, `adding` is what its forms change, and
`page` puts the parts together. What is shown where stands in `layout.toml`.
"""
