// The architecture with live traffic: each box counts what it took part in, and lights up.

import { badge, box, clock, drawing, el, facts, note } from "./dom.js";
import { entries, watch } from "./feed.js";

const MOST_ROWS = 20;
const LIT_MS = 900;

// Returns which boxes an entry is about, and whether it went wrong.
function touched(entry, system) {
  switch (entry.kind) {
    case "request":
      return [["api"], entry.status >= 500];
    case "function":
      return [[`functions.${entry.function}`], Boolean(entry.error)];
    case "call":
      if (entry.section === "developer") return [[], false];
      return [entry.decisions.map((one) => owner(one, system)), entry.status >= 400];
    case "event":
      return [[...bus(entry, system), ...entry.rules.map((rule) => system.rules[rule])], false];
    case "event lost":
      return [[system.rules[entry.rule]], true];
    case "execution":
      return [[system.workflows[entry.machine]], !["RUNNING", "SUCCEEDED"].includes(entry.status)];
    case "schedule":
      return [[`schedules.${entry.schedule}`], false];
    default:
      return [[], false];
  }
}

function bus(entry, system) {
  return system.things.filter((thing) => thing.key.startsWith("buses.") && thing.name === entry.bus).map((thing) => thing.key);
}

// Returns the box of what a decision is on: a thing of the system, else the AWS service.
function owner(decision, system) {
  const { resource, action } = decision;
  const whole = system.things.find((thing) => thing.arn && (resource === thing.arn || resource.startsWith(`${thing.arn}/`) || resource.startsWith(`${thing.arn}:`)));
  return whole?.key ?? `service ${action.split(":")[0]}`;
}

// Returns the arrows that an entry went along, each as its two ends.
function passed(entry, keys, system) {
  switch (entry.kind) {
    case "request":
      return system.routes.filter((one) => one.route === entry.route).map((one) => ["api", one.target]);
    case "call":
      return keys.map((key) => [`${entry.section}.${entry.by}`, key]);
    case "event":
      return keys.slice(1).map((rule) => [keys[0], rule]);
    default:
      return [];
  }
}

export function architecture(main, system) {
  const svg = drawing(system.picture);
  const side = el("section", { class: "thing", "aria-label": "Details" });
  const picture = el("div", { class: "picture", tabindex: "0", role: "region", "aria-label": "Architecture" }, svg);
  // The drawing has its arrows in the order of the graph.
  const arrows = new Map([...svg.querySelectorAll("path.e")].map((path, number) => [system.arrows[number].join(" > "), path]));
  const counts = new Map();
  const history = new Map();
  let seen = 0;
  let selected = "";
  main.append(
    el("p", { class: "hint" }, "Each box counts what it took part in. Choose one to see what."),
    picture, side,
  );

  function look() {
    const first = !seen;
    for (const entry of entries) {
      if (entry.number <= seen) continue;
      seen = entry.number;
      const [keys, wrong] = touched(entry, system);
      for (const key of new Set(keys)) {
        if (key) count(key, entry, wrong, !first);
      }
      for (const ends of passed(entry, keys, system)) {
        const arrow = arrows.get(ends.join(" > "));
        arrow?.classList.add("used");
        if (arrow && !first) flash(arrow);
      }
    }
    if (selected) show();
  }

  function count(key, entry, wrong, light) {
    const found = counts.get(key) ?? { all: 0, wrong: 0 };
    counts.set(key, { all: found.all + 1, wrong: found.wrong + (wrong ? 1 : 0) });
    history.set(key, [...(history.get(key) ?? []).slice(1 - MOST_ROWS), { entry, wrong }]);
    const link = box(svg, `#thing/${encodeURIComponent(key)}`);
    if (link) mark(link, counts.get(key), light);
  }

  function show() {
    const thing = system.things.find((one) => one.key === selected) ?? { key: selected, name: "", arn: "", about: "" };
    const routes = system.routes.filter((one) => one.target === selected).map((one) => one.route);
    const rows = (history.get(selected) ?? []).toReversed();
    side.replaceChildren(
      el("h3", {}, thing.key),
      facts([["About", thing.about], ["Name", thing.name], ["ARN", thing.arn], ["Routes", routes.join(", ")]]),
      rows.length ? el("ul", { class: "trail" }, rows.map(({ entry, wrong }) =>
        el("li", {}, `${clock(entry.at)} `, link(entry), " ", wrong ? badge("failed", false) : ""))) : el("p", {}, "It took part in nothing yet."),
    );
  }

  const end = watch(look);
  look();
  centre(picture, box(svg, "#thing/api"));
  return [
    (key) => {
      selected = key;
      for (const one of svg.querySelectorAll("a")) one.classList.toggle("chosen", one.getAttribute("href") === `#thing/${encodeURIComponent(key)}`);
      if (key) show();
      else side.replaceChildren();
      if (key) side.scrollIntoView({ block: "nearest" });
    },
    end,
  ];
}

function mark(link, found, light) {
  note(link, found.wrong ? `${found.wrong}✗ ${found.all}` : String(found.all));
  link.classList.toggle("failing", found.wrong > 0);
  if (light) flash(link);
}

function flash(part) {
  part.classList.add("lit");
  clearTimeout(Number(part.dataset.timer));
  part.dataset.timer = setTimeout(() => part.classList.remove("lit"), LIT_MS);
}

// Where requests come in is what one wants to see first on a small screen.
function centre(picture, link) {
  const rect = link?.querySelector("rect");
  if (rect) picture.scrollTop = Number(rect.getAttribute("y")) - picture.clientHeight / 2;
}

function link(entry) {
  switch (entry.kind) {
    case "request":
      return el("a", { href: `#requests/${entry.number}` }, `${entry.request} ${entry.status}`);
    case "call":
      return el("a", { href: `#decisions/${entry.number}` }, `${entry.by} → ${entry.call}`);
    case "event":
      return el("a", { href: `#events/${entry.number}` }, entry.type);
    case "execution":
      return el("a", { href: `#executions/${encodeURIComponent(entry.arn)}` }, `${entry.arn.split(":").at(-1)} ${entry.status}`);
    case "function":
      return el("span", {}, `${entry.error || "answered"} after ${entry.duration_ms} ms`);
    default:
      return el("span", {}, entry.kind);
  }
}
