// Follows something that is under way: asks the server how far it is, and shows the page anew at its end.

interface Told {
  state: string;
  read: number;
}

const pause = 700;
const words: Record<string, string> = { waiting: "Waiting for its turn", running: "Reading" };

async function follow(box: HTMLElement, address: string): Promise<void> {
  const state = box.querySelector<HTMLElement>("[data-state]");
  const read = box.querySelector<HTMLElement>("[data-read]");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer === null || answer.status >= 500) continue; // the server is busy, or starts again
    if (!answer.ok) return location.reload();
    const told = (await answer.json()) as Told;
    if (!(told.state in words)) return location.reload();
    const said = words[told.state];
    if (state && said && state.textContent !== said) state.textContent = said;
    if (read) read.textContent = told.read.toLocaleString("en");
  }
}

for (const box of document.querySelectorAll<HTMLElement>("[data-progress]")) {
  void follow(box, box.dataset.progress ?? "");
}
