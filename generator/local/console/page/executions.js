// Executions, each drawn as its state machine with what happened to every state.

import { badge, clock, code, drawing, el, facts, note } from "./dom.js";
import { ask, entries, watch } from "./feed.js";
import { listing } from "./lists.js";

const AGAIN_MS = 400;
const GOOD = { SUCCEEDED: true, RUNNING: undefined, succeeded: true, running: undefined };

const MARKS = { succeeded: "✓", running: "… running", failed: "✗ failed", caught: "✗ caught" };

function state(word) {
  return badge(word, word in GOOD ? GOOD[word] : false);
}

function known() {
  const found = new Map();
  for (const entry of entries) {
    if (entry.kind !== "execution") continue;
    const before = found.get(entry.arn);
    // A short execution may end before its start is told.
    const now = before && before.status !== "RUNNING" ? { ...before, at: Math.min(before.at, entry.at) } : { ...entry, at: before?.at ?? entry.at };
    found.set(entry.arn, now);
  }
  return [...found.values()].reverse();
}

export function executions(main, system) {
  let ends = () => {};
  const [open, leave] = listing(main, {
    kind: "executions",
    columns: ["Execution", "Status", "At"],
    rows: () =>
      known().map((entry) => ({
        key: entry.arn,
        version: entry.status,
        text: `${entry.arn} ${entry.status} ${entry.error ?? ""}`,
        cells: [entry.arn.split(":").at(-1), state(entry.status), clock(entry.at)],
      })),
    detail: (arn, place) => {
      ends = follow(arn, place, system);
    },
  });
  const opened = (key) => {
    ends();
    ends = () => {};
    open(key);
  };
  return [opened, () => { ends(); leave(); }];
}

// Shows an execution, again and again while it runs; returns what ends that.
function follow(arn, place, system) {
  const part = { head: el("div"), picture: el("div", { class: "picture", tabindex: "0", role: "region", "aria-label": "State machine" }), visits: el("div") };
  let drawn = null;
  let timer = 0;
  let over = false;
  place.append(part.head, part.picture, el("h4", {}, "States"), part.visits);

  async function look() {
    timer = 0;
    const found = await ask(`execution/${encodeURIComponent(arn)}`);
    if (over) return;
    if (!found) return place.replaceChildren(el("p", {}, "There is no such execution."));
    over = found.status !== "RUNNING";
    if (!drawn && system.machines[found.machine]) {
      drawn = drawing(system.machines[found.machine]);
      part.picture.append(drawn);
      part.picture.scrollLeft = (part.picture.scrollWidth - part.picture.clientWidth) / 2;
      drawn.addEventListener("click", (event) => reveal(event, part.visits));
    }
    part.head.replaceChildren(...head(found));
    paint(drawn, found.visits);
    list(part.visits, found.visits);
  }

  const stop = watch(() => { timer ||= over ? 0 : setTimeout(look, AGAIN_MS); });
  look();
  return () => { over = true; clearTimeout(timer); stop(); };
}

function head(found) {
  const took = found.stopped_at ? `${((found.stopped_at - found.started_at) * 1000).toFixed(0)} ms` : "";
  return [
    el("h3", {}, found.arn.split(":").at(-1)),
    facts([["Status", state(found.status)], ["State machine", found.machine], ["Started", clock(found.started_at)], ["Took", took], ["Error", found.error], ["Cause", found.cause]]),
    el("details", {}, el("summary", {}, "Input and output"), code("Input", found.input), code("Output", found.output)),
  ];
}

function paint(svg, visits) {
  const last = new Map(visits.map((visit) => [visit.name, visit.status]));
  for (const link of svg?.querySelectorAll("a") ?? []) {
    const name = decodeURIComponent(link.getAttribute("href").slice("#state/".length));
    link.dataset.status = last.get(name) ?? "";
    if (last.has(name)) note(link, MARKS[last.get(name)]);
  }
}

// Rows that are there already stay, so that an open one stays open.
function list(place, visits) {
  visits.forEach((visit, number) => {
    const before = place.children[number];
    const version = JSON.stringify(visit);
    if (before?.dataset.version === version) return;
    const made = el("details", { class: "visit", "data-version": version, "data-state": visit.name, open: before?.open ?? false },
      el("summary", {}, el("strong", {}, visit.name), " ", state(visit.status), " ", what(visit)),
      visit.error ? facts([["Error", visit.error], ["Cause", visit.cause]]) : "",
      code("Input", visit.input), code("Output", visit.output));
    if (before) before.replaceWith(made);
    else place.append(made);
  });
}

function what(visit) {
  const words = [visit.type];
  if (visit.left_at) words.push(`${((visit.left_at - visit.entered_at) * 1000).toFixed(0)} ms`);
  if (visit.tries > 1) words.push(`${visit.tries} tries`);
  if (visit.error) words.push(visit.error);
  return words.join(" · ");
}

function reveal(event, visits) {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const name = decodeURIComponent(link.getAttribute("href").slice("#state/".length));
  const found = [...visits.children].findLast((one) => one.dataset.state === name);
  if (!found) return;
  found.open = true;
  found.scrollIntoView({ block: "nearest" });
  found.querySelector("summary").focus();
}
