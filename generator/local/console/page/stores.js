// What is kept: messages in queues, log lines, metrics, and the state of alarms.

import { badge, el, facts, svgEl } from "./dom.js";
import { ask, watch } from "./feed.js";
import { logLines } from "./lists.js";

const AGAIN_MS = 1500;

// Fills a place from the server, after each change and every few seconds. Returns [open, leave].
function kept(main, place, fill) {
  let version = "";
  let over = false;
  let selected = "";
  async function look() {
    const asked = selected;
    const found = await ask(fill.path(asked));
    const now = JSON.stringify([found, asked]);
    if (over || asked !== selected || now === version || !found) return;
    version = now;
    fill.show(found);
  }
  main.append(place);
  const timer = setInterval(look, AGAIN_MS);
  const stop = watch(look);
  const open = (key) => { selected = key; look(); };
  return [open, () => { over = true; clearInterval(timer); stop(); }];
}

export function queues(main) {
  const place = el("div", { class: "tiles" });
  return kept(main, place, {
    path: () => "queues",
    show: (found) => {
      const opened = new Set([...place.querySelectorAll("details[open]")].map((one) => one.dataset.key));
      const focused = document.activeElement?.closest?.("details")?.dataset.key;
      place.replaceChildren(...found.map((queue) => tile(queue, opened.has(queue.key))));
      [...place.querySelectorAll("details")].find((one) => one.dataset.key === focused)?.querySelector("summary").focus();
      if (!found.length) place.append(el("p", {}, "This system has no queue."));
    },
  });
}

function tile(queue, open) {
  const failed = queue.dead_letters_of.length > 0;
  const number = el("span", { class: failed && queue.count ? "number bad" : "number" }, String(queue.count));
  return el("article", { class: "tile", "data-queue": queue.key },
    el("h3", {}, queue.key), number, el("p", {}, queue.name),
    failed ? el("p", {}, badge("dead letters", undefined), ` of ${queue.dead_letters_of.join(", ")}`) : "",
    queue.count ? el("details", { open, "data-key": queue.key }, el("summary", {}, "Messages"), queue.messages.map((one) =>
      el("pre", { tabindex: "0", role: "region", "aria-label": `A message in ${queue.key}` }, one.body, one.received ? `\nreceived ${one.received} times` : ""))) : "");
}

export function logs(main) {
  const words = el("input", { type: "search", id: "words", placeholder: "request, trace or correlation id", oninput: () => go() });
  const place = el("div");
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { location.replace(`#logs/${encodeURIComponent(words.value)}`); }, 200);
  };
  main.append(el("div", { class: "bar" }, el("label", { for: "words" }, "Lines with"), words));
  const [open, leave] = kept(main, place, {
    path: (word) => (word ? `logs?word=${encodeURIComponent(word)}` : "logs"),
    show: (found) => place.replaceChildren(logLines(found.toReversed())),
  });
  return [(key) => { if (words.value !== key) words.value = key; open(key); }, () => { clearTimeout(timer); leave(); }];
}

export function metrics(main) {
  const filter = el("input", { type: "search", id: "filter", oninput: () => draw() });
  const place = el("div", { class: "tiles" });
  let last = [];
  main.append(el("p", { class: "hint" }, "The last 15 minutes."), el("div", { class: "bar" }, el("label", { for: "filter" }, "Filter"), filter));
  function draw() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = last.filter((one) => words.every((word) => JSON.stringify(one).toLowerCase().includes(word)));
    place.replaceChildren(...wanted.map(metric));
  }
  return kept(main, place, { path: () => "metrics", show: (found) => { last = told(found); draw(); } });
}

// Those with something to tell come first.
function told(found) {
  return found.toSorted((one, other) => (other.maximum !== 0) - (one.maximum !== 0));
}

function metric(one) {
  const owner = Object.entries(one.dimensions).map(([name, value]) => `${name} ${value}`).join(", ");
  return el("article", { class: "tile" },
    el("h3", {}, one.name), el("p", {}, `${one.namespace}${owner ? ` · ${owner}` : ""}`), spark(one.bars),
    el("p", {}, `sum ${short(one.sum)} · average ${short(one.average)} · most ${short(one.maximum)} · ${one.count} values`));
}

function short(value) {
  return value == null ? "-" : String(Math.round(value * 100) / 100);
}

function spark(bars) {
  const most = Math.max(...bars, 1e-9);
  return svgEl("svg", { class: "spark", viewBox: `0 0 ${bars.length * 4} 30`, preserveAspectRatio: "none", "aria-hidden": "true" },
    bars.map((value, number) => {
      const height = value > 0 ? Math.max(1, (value / most) * 30) : 0;
      return svgEl("rect", { x: number * 4, y: 30 - height, width: 3, height });
    }));
}

export function alarms(main) {
  const place = el("div", { class: "tiles" });
  return kept(main, place, {
    path: () => "alarms",
    show: (found) => {
      const order = { ALARM: 0, NOT_EVALUATED: 1, INSUFFICIENT_DATA: 2, OK: 3 };
      place.replaceChildren(...found.toSorted((one, other) => order[one.state] - order[other.state]).map(alarm));
      if (!found.length) place.append(el("p", {}, "This system has no alarm."));
    },
  });
}

function alarm(one) {
  const good = { OK: true, ALARM: false }[one.state];
  const compared = one.comparison.replace(/Threshold$/, "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return el("article", { class: "tile" },
    el("h3", {}, one.name), el("p", {}, badge(one.state, good)), el("p", {}, one.description),
    facts([["Watches", one.watches], ["When", `${compared} ${one.threshold}, ${one.window}`], ["Runbook", one.runbook]]));
}
