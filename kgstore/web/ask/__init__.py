"""The page where people ask: an editor for SPARQL, and the named questions with their forms.

`router` has the addresses. A query, whoever wrote it, is answered by a reader process (`answer`),
shown as a table (`table`) and perhaps as a chart (`chart`); what goes wrong is told by `failure`.
"""
