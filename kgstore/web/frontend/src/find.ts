// Completes filters in search boxes: fields, metrics and values, with how many have them. The box is
// a combobox over a list (WAI-ARIA Authoring Practices, combobox with list autocomplete): arrows
// choose, Enter or Tab takes what is chosen, Escape closes. Nothing is chosen by itself, so Enter
// sends what was written. Without this script the box is a plain search box.

interface Proposal {
  text: string;
  kind: string;
  label: string;
  count: number | null;
}

interface Completion {
  start: number;
  end: number;
  proposals: Proposal[];
}

const PAUSE = 150;
const MOST = 8;

class Box {
  private readonly list = document.createElement("ul");
  private completion: Completion | null = null;
  private chosen = -1;
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly address: string,
  ) {
    this.list.id = `${input.id}-proposals`;
    this.list.className = "proposals";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Proposals");
    this.list.hidden = true;
    input.after(this.list);
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", this.list.id],
      ["autocomplete", "off"],
    ] as const)
      input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    // A press would take the focus away, and with it the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    this.asked?.abort();
    const text = this.input.value;
    if (!text.trim()) return this.close();
    const before = text.slice(0, this.input.selectionStart ?? text.length);
    // The server counts characters, JavaScript halves of some.
    const position = String([...before].length);
    const asked = (this.asked = new AbortController());
    const query = new URLSearchParams({ filter: text, position });
    const answer = await fetch(`${this.address}?${query}`, { signal: asked.signal }).catch(() => null);
    if (asked.signal.aborted) return;
    if (answer === null || !answer.ok) return this.close();
    this.show((await answer.json()) as Completion);
  }

  private show(found: Completion): void {
    const proposals = found.proposals.slice(0, MOST);
    if (!proposals.length || document.activeElement !== this.input) return this.close();
    this.completion = found;
    this.list.replaceChildren(...proposals.map((one, at) => this.option(one, at)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.choose(-1);
  }

  private option(one: Proposal, at: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const text = document.createElement("code");
    text.textContent = one.text;
    const said = one.label.toLowerCase() === one.text.replaceAll('"', "").toLowerCase() ? "" : one.label;
    const count = one.count === null ? "" : one.count.toLocaleString("en");
    const more = document.createElement("small");
    more.textContent = [said, count].filter(Boolean).join(" · ");
    item.append(text, " ", more);
    item.addEventListener("click", () => this.take(at));
    return item;
  }

  private choose(at: number): void {
    this.chosen = at;
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    const item = this.list.children[at];
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  private pressed(event: KeyboardEvent): void {
    const many = this.list.children.length;
    if (this.list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.choose((this.chosen + 2) % (many + 1) - 1);
    else if (event.key === "ArrowUp") this.choose((this.chosen + many + 1) % (many + 1) - 1);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.chosen >= 0) this.take(this.chosen);
    else return;
    event.preventDefault();
  }

  private take(at: number): void {
    const one = this.completion?.proposals[at];
    if (!this.completion || !one) return;
    const signs = [...this.input.value];
    const unfinished = /[:<>=]$/.test(one.text);
    const head = signs.slice(0, this.completion.start).join("") + one.text + (unfinished ? "" : " ");
    const tail = signs.slice(this.completion.end).join("").replace(/^ +/, "");
    this.input.value = head + tail;
    this.input.setSelectionRange(head.length, head.length);
    this.close();
    if (unfinished) this.later();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.completion = null;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-complete]"))
  new Box(input, input.dataset.complete ?? "");
