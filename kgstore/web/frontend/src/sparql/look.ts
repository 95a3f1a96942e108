// How the editor looks: the colours are the page's own, so that it is light or dark as the page is.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": {
    color: "var(--ink)",
    background: "var(--ground)",
    border: "1px solid var(--line)",
    borderRadius: "0.3rem",
    fontSize: "0.87rem",
    maxHeight: "65vh",
  },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", lineHeight: "1.5", overflow: "auto" },
  ".cm-content, .cm-gutter": { minHeight: "12rem" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.5rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--link) 30%, transparent)",
  },
  ".cm-gutters": { background: "var(--shade)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  "&.cm-focused .cm-matchingBracket": { background: "color-mix(in srgb, var(--good) 30%, transparent)" },
  ".cm-tooltip": { background: "var(--ground)", color: "var(--ink)", border: "1px solid var(--line)", maxWidth: "min(40rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--link)", color: "var(--ground)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--soft)", marginLeft: "1rem" },
  "li[aria-selected] .cm-completionDetail": { color: "var(--ground)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.variableName, color: "light-dark(#7a2f8f, #d9a5ee)" },
  { tag: [tags.string, tags.annotation], color: "var(--good)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "light-dark(#8f3a00, #f2b078)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "light-dark(#6b5200, #e0c26a)" },
]);

export const look = [theme, syntaxHighlighting(colours)];
