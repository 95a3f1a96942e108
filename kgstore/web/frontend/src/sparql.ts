// The editor of /ask: CodeMirror over the form's textarea, which stays the form's field.
// It lives in a shadow root, where its style sheets are adopted and not written into the page:
// the page's policy forbids style elements. Without this script the form works as it is.

import { autocompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { sparql } from "codemirror-lang-sparql";
import { completions } from "./sparql/complete";
import { look } from "./sparql/look";

const LONG = 6000; // characters from which a query is sent by POST, as the server has it

const form = document.querySelector<HTMLFormElement>("#ask")!;
const field = form.querySelector<HTMLTextAreaElement>("textarea")!;
const runButton = form.querySelector<HTMLButtonElement>("#run")!;
const cancelButton = form.querySelector<HTMLButtonElement>("#cancel")!;
const progress = form.querySelector<HTMLElement>("#progress")!;
let running: AbortController | undefined;

const view = mounted();
field.hidden = true;
field.required = false; // what is hidden cannot be pointed at when it is empty
form.querySelector<HTMLElement>("#editor-hint")!.hidden = false;
form.querySelector("label")!.addEventListener("click", () => view.focus());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
cancelButton.addEventListener("click", () => running?.abort());
window.addEventListener("popstate", back);
mark();
fetch(form.dataset.terms!).catch(() => {}); // the first to ask after a commit waits for the names

function mounted(): EditorView {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  field.before(host);
  const state = EditorState.create({
    doc: field.value,
    extensions: [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (void run(), true) }])),
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      sparql(),
      look,
      lintGutter(),
      autocompletion({ override: [completions(form.dataset.terms!)] }),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      Prec.lowest(keymap.of([{ key: "Escape", run: () => (runButton.focus(), true) }])),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        "aria-label": "Query in SPARQL",
        "aria-description": "Control and Enter runs it, Tab or Escape leaves the editor",
        spellcheck: "false",
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) field.value = update.state.doc.toString();
      }),
    ],
  });
  return new EditorView({ state, parent: root, root });
}

async function run(remember = true): Promise<void> {
  const query = view.state.doc.toString();
  if (!query.trim()) return;
  const parameters = new URLSearchParams({ query });
  const long = encodeURIComponent(query).length > LONG;
  const address = long ? form.action : `${form.action}?${parameters}`;
  running?.abort();
  const mine = (running = new AbortController());
  cancelButton.hidden = false;
  progress.textContent = "Running …";
  try {
    const how = long ? { method: "POST", body: parameters } : {};
    const answer = await fetch(address, { ...how, headers: { Accept: "text/html" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page);
    progress.textContent = "";
    if (remember && !long) window.history.pushState(null, "", address);
  } catch {
    if (running === mine) progress.textContent = mine.signal.aborted ? "Cancelled." : "The server cannot be reached.";
  } finally {
    if (running === mine) cancelButton.hidden = true;
  }
}

// Puts the answer of another page of the same address, or all that it says, in the answer's place.
function show(page: Document): void {
  const fresh = page.querySelector("#answer") ?? page.querySelector("main");
  if (!fresh) return;
  fresh.id = "answer";
  document.querySelector("#answer")!.replaceWith(document.adoptNode(fresh));
  mark();
}

// Marks the place in the query that the server's answer complains of.
function mark(): void {
  const { line = "0", column = "0", message = "" } = document.querySelector<HTMLElement>("#answer")?.dataset ?? {};
  const found: Diagnostic[] = [];
  if (Number(line) > 0 && Number(line) <= view.state.doc.lines) {
    const at = view.state.doc.line(Number(line));
    // The server counts characters, a string here has two units for some.
    const before = Array.from(at.text).slice(0, Number(column) - 1).join("");
    const from = Math.min(at.from + before.length, at.to);
    const word = /^(\s*\S+|.)/u.exec(at.text.slice(before.length))?.[0] ?? "";
    found.push({ from, to: from + word.length, severity: "error", message });
  }
  view.dispatch(setDiagnostics(view.state, found));
}

function back(): void {
  const query = new URLSearchParams(window.location.search).get("query");
  if (!query) return window.location.reload();
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
  void run(false);
}
