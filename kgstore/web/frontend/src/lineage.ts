// Draws the lineage of a model as a graph over the nested list that says the same. The list stays:
// a canvas says nothing to those who do not see it, and has no keys. Nodes and edges come from a
// block of JSON in the page. The policy of content (CSP) allows no <style> element, so cytoscape
// finds the one that it would make, and all style is set through the object model.

import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";

interface Node {
  id: string;
  label: string;
  kind: string;
  href: string;
}

interface Edge {
  source: string;
  target: string;
  label: string;
  at: string;
}

interface Graph {
  nodes: Node[];
  edges: Edge[];
}

const MOST_NODES = 60;
const FONT = 12;
const WIDEST = 170;
const MARGIN = 16;
const LOWEST = 160;
const HIGHEST = 900;
const STYLESHEET = "__________cytoscape_stylesheet";
const SHAPES: Record<string, string> = { dataset: "cut-rectangle", run: "round-octagon", code: "rectangle" };

cytoscape.use(dagre);

/** Return the part of a graph that lies nearest to the model itself. */
function nearest(graph: Graph, most: number): Graph {
  const start = graph.nodes.find((node) => node.kind === "this");
  const kept = new Set<string>(start ? [start.id] : []);
  for (let grown = true; grown && kept.size < most; ) {
    grown = false;
    const ring = graph.edges.flatMap((edge) =>
      kept.has(edge.source) ? [edge.target] : kept.has(edge.target) ? [edge.source] : [],
    );
    for (const id of ring) {
      if (kept.size < most && !kept.has(id)) {
        kept.add(id);
        grown = true;
      }
    }
  }
  return {
    nodes: graph.nodes.filter((node) => kept.has(node.id)),
    edges: graph.edges.filter((edge) => kept.has(edge.source) && kept.has(edge.target)),
  };
}

/** Return the colours of the page, light or dark, as a canvas takes them. */
function colours(): (name: string) => string {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const found: Record<string, string> = {};
  for (const name of ["ink", "soft", "line", "ground", "shade", "link"]) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return (name) => found[name] ?? "gray";
}

/** Return a label that can be broken after the signs that join the words of a name. */
function breakable(label: string): string {
  return label.replace(/([/_.,=-]+|[^\s/_.,=-]{20})(?=.)/gu, "$1\u200b");
}

/** Return how wide a label is, up to the widest: what is longer is wrapped. */
function widths(nodes: Node[], font: string): Map<string, number> {
  const pen = document.createElement("canvas").getContext("2d");
  if (pen) pen.font = font;
  const wide = (text: string): number => pen?.measureText(text).width ?? text.length * 7;
  return new Map(nodes.map((node) => [node.id, Math.min(WIDEST, wide(node.label)) + 20]));
}

function style(family: string): cytoscape.StylesheetJson {
  const colour = colours();
  const text = { "font-family": family, "font-size": FONT, color: colour("ink") };
  return [
    {
      selector: "node",
      style: {
        ...text,
        label: "data(label)",
        width: "data(width)",
        height: "data(height)",
        shape: "data(shape)" as cytoscape.Css.NodeShape,
        "text-wrap": "wrap",
        "text-max-width": `${WIDEST}px`,
        "text-valign": "center",
        "background-color": colour("shade"),
        "border-width": 1,
        "border-color": colour("soft"),
      },
    },
    { selector: 'node[kind = "model"]', style: { "border-color": colour("link") } },
    {
      selector: 'node[kind = "this"]',
      style: { "border-width": 3, "border-color": colour("link"), "font-weight": "bold" },
    },
    {
      selector: "edge",
      style: {
        ...text,
        color: colour("soft"),
        "font-size": FONT - 2,
        width: 1.5,
        "line-color": colour("soft"),
        "target-arrow-color": colour("soft"),
        "target-arrow-shape": "triangle",
        "curve-style": "round-taxi",
        "taxi-direction": "rightward",
        "target-text-offset": 44,
        "source-text-offset": 40,
        "text-background-color": colour("ground"),
        "text-background-opacity": 1,
        "text-background-padding": "2px",
      },
    },
    // Many lead to one, or one to many: the word stands where each has a line of its own.
    { selector: 'edge[at = "source"]', style: { "source-label": "data(label)", "taxi-turn": -24 } },
    { selector: 'edge[at = "target"]', style: { "target-label": "data(label)", "taxi-turn": 24 } },
  ];
}

function draw(graph: Graph, container: HTMLElement): cytoscape.Core {
  const family = getComputedStyle(document.body).fontFamily;
  const wide = widths(graph.nodes, `${FONT}px ${family}`);
  const lines = (node: Node): number => Math.ceil((node.label.length * 7) / WIDEST);
  const nodes = graph.nodes.map((node) => ({
    data: {
      ...node,
      label: breakable(node.label),
      width: wide.get(node.id),
      height: 16 + Math.max(1, lines(node)) * FONT * 1.3,
      shape: SHAPES[node.kind] ?? "round-rectangle",
    },
  }));
  const edges = graph.edges.map((edge, number) => ({ data: { id: `edge-${number}`, ...edge } }));
  const layout = { name: "dagre", rankDir: "LR", nodeSep: 14, rankSep: 120, animate: false };
  const drawn = cytoscape({
    container,
    elements: { nodes, edges },
    style: style(family),
    layout: layout as cytoscape.LayoutOptions,
    userZoomingEnabled: false,
    boxSelectionEnabled: false,
    autoungrabify: true,
    maxZoom: 1.1,
  });
  const needed = drawn.elements().boundingBox().h + 2 * MARGIN;
  container.style.height = `${Math.min(HIGHEST, Math.max(LOWEST, needed))}px`;
  drawn.resize();
  drawn.fit(undefined, MARGIN);
  drawn.on("tap", "node", (event) => {
    const href: string = event.target.data("href");
    if (href) window.location.assign(href);
  });
  return drawn;
}

/** Put the figure before the list; it is drawn when it comes into sight. */
function begin(graph: Graph, list: HTMLElement): void {
  const shown = nearest(graph, MOST_NODES);
  const figure = document.createElement("figure");
  const place = document.createElement("div");
  const words = document.createElement("figcaption");
  const some = shown.nodes.length < graph.nodes.length ? "the nearest of what " : "what ";
  words.className = "note";
  words.textContent = `Arrows lead from ${some}came before to what was made of it; the list below says the same.`;
  place.className = "lineage-graph";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", "The lineage as a graph; the list below says the same.");
  figure.append(place, words);
  list.before(figure);
  const family = getComputedStyle(document.body).fontFamily;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    const drawn = draw(shown, place);
    place.dataset["nodes"] = String(drawn.nodes().length);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => drawn.style(style(family)));
  });
  seen.observe(place);
}

const data = document.getElementById("section-lineage-data");
const list = document.getElementById("section-lineage-list");
if (data && list) {
  if (!document.getElementById(STYLESHEET)) {
    const stand = document.createElement("meta");
    stand.id = STYLESHEET;
    document.head.append(stand);
  }
  begin(JSON.parse(data.textContent ?? "{}") as Graph, list);
}
