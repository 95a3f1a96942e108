// What can stand at the cursor: keywords, the query's own variables, and the names that the server
// knows, with the PREFIX line that they need.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";

interface Term {
  name: string;
  iri: string;
  label: string;
  kind: string;
  prefix: string;
}

interface Answer {
  terms: Term[];
  prefixes: Record<string, string>;
}

const KEYWORDS = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS BIND VALUES GRAPH ORDER GROUP HAVING LIMIT OFFSET " +
  "CONSTRUCT DESCRIBE ASK PREFIX EXISTS COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT COALESCE CONTAINS " +
  "STRSTARTS REGEX LCASE BOUND ISIRI LANG DATATYPE"
).split(" ");
const NAME = /[\p{L}\p{N}_.-]*:?[\p{L}\p{N}_.-]*$/u;
const OUTSIDE = new Set(["Comment", "String", "IriRef"]);

// Returns the source of completions that asks the server at `address` for names.
export function completions(address: string) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (OUTSIDE.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
    if (variable) return { from: variable.from, options: variables(context, variable.from) };
    const word = context.matchBefore(NAME);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const found = await asked(address, word.text, context);
    return found && { from: word.from, options: [...keywords(word.text), ...found], filter: false };
  };
}

async function asked(address: string, text: string, context: CompletionContext): Promise<Completion[] | null> {
  const left = new AbortController();
  context.addEventListener("abort", () => left.abort());
  try {
    const response = await fetch(`${address}?${new URLSearchParams({ prefix: text })}`, { signal: left.signal });
    if (!response.ok) return [];
    const { terms, prefixes }: Answer = await response.json();
    return terms.map((term) => option(term, prefixes));
  } catch {
    return null; // the cursor has moved on, or the server cannot be reached
  }
}

function option(term: Term, prefixes: Record<string, string>): Completion {
  const kinds: Record<string, string> = { class: "class", property: "property", prefix: "namespace" };
  return {
    label: term.name,
    detail: term.label,
    info: term.kind === "prefix" ? term.iri : undefined,
    type: kinds[term.kind] ?? "constant",
    apply: (view, _completion, from, to) => write(view, term, prefixes[term.prefix], from, to),
  };
}

// Writes a name, and declares its prefix in the first line where the query does not.
function write(view: EditorView, term: Term, namespace: string | undefined, from: number, to: number): void {
  const changes = [{ from, to, insert: term.name }];
  const text = view.state.doc.toString();
  const declared = new RegExp(`prefix\\s+${term.prefix}:`, "i").test(text);
  const line = term.prefix && namespace && !declared ? `PREFIX ${term.prefix}: <${namespace}>\n` : "";
  if (line) changes.unshift({ from: 0, to: 0, insert: line });
  view.dispatch({
    changes,
    selection: { anchor: from + line.length + term.name.length },
    userEvent: "input.complete",
  });
}

function keywords(text: string): Completion[] {
  const wanted = text.toUpperCase();
  const found = KEYWORDS.filter((word) => wanted && word.startsWith(wanted) && word !== wanted);
  return found.map((label) => ({ label, type: "keyword" }));
}

function variables(context: CompletionContext, except: number): Completion[] {
  const text = context.state.doc.toString();
  const found = [...text.matchAll(/[?$][\p{L}\p{N}_]+/gu)].filter((one) => one.index !== except);
  return [...new Set(found.map((one) => one[0]))].map((label) => ({ label, type: "variable" }));
}
