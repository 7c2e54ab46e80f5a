// Views that list what happened, newest first, with one entry open beside the list.

import { badge, clock, code, el, facts, indented } from "./dom.js";
import { ask, entries, watch } from "./feed.js";

const MOST_ROWS = 200;
const MOST_LETTERS = 100; // of a line that is folded

// A list with a filter and a place for details. rows: what to show, newest first, each {key, version, cells, text}.
// detail: fills the place for one key. Returns [open, leave].
export function listing(main, { kind, columns, rows, detail, option }) {
  const filter = el("input", { type: "search", id: "filter", oninput: () => look() });
  const box = option && el("input", { type: "checkbox", id: "option", onchange: () => look() });
  const body = el("tbody");
  const head = el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name))));
  const list = el("div", { class: "list" }, el("table", {}, head, body), el("p", { class: "none" }, "Nothing yet."));
  const side = el("section", { class: "detail", "aria-label": "Details", "aria-live": "off" });
  const split = el("div", { class: "split" }, list, side);
  const bar = [el("label", { for: "filter" }, "Filter"), filter];
  if (box) bar.push(el("label", { class: "option" }, box, ` ${option}`));
  main.append(el("div", { class: "bar" }, bar), split);
  let selected = "";

  function look() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows(box ? box.checked : false)
      .filter((row) => words.every((word) => row.text.toLowerCase().includes(word)))
      .slice(0, MOST_ROWS);
    const known = new Map([...body.children].map((row) => [row.dataset.version, row]));
    const wanted = found.map((row) => known.get(`${row.key} ${row.version}`) ?? made(row));
    const focused = document.activeElement?.closest?.("tr")?.dataset.key;
    for (const row of body.children) if (!wanted.includes(row)) row.remove();
    wanted.forEach((row, number) => {
      if (body.children[number] !== row) body.insertBefore(row, body.children[number] ?? null);
    });
    mark();
    if (focused && document.activeElement === document.body) {
      [...body.children].find((row) => row.dataset.key === focused)?.querySelector("a").focus();
    }
    list.querySelector(".none").hidden = found.length > 0;
    list.querySelector("table").hidden = !found.length;
  }

  function made(row) {
    const [first, ...rest] = row.cells;
    const link = el("a", { href: `#${kind}/${encodeURIComponent(row.key)}` }, first);
    return el(
      "tr",
      { "data-key": row.key, "data-version": `${row.key} ${row.version}` },
      el("td", {}, link),
      rest.map((cell) => el("td", {}, cell)),
    );
  }

  function mark() {
    for (const row of body.children) {
      if (row.dataset.key === selected) row.setAttribute("aria-selected", "true");
      else row.removeAttribute("aria-selected");
    }
  }

  function open(key) {
    selected = key;
    split.classList.toggle("open", Boolean(key));
    side.replaceChildren();
    mark();
    if (!key) return;
    const back = el("a", { class: "back", href: `#${kind}` }, "Back to the list");
    const place = el("div");
    side.append(back, place);
    detail(key, place);
  }

  const end = watch(look);
  look();
  return [open, end];
}

function newest(kind) {
  return entries.filter((entry) => entry.kind === kind).reverse();
}

function status(code) {
  return badge(code, code < 400);
}

export function requests(main) {
  return listing(main, {
    kind: "requests",
    columns: ["Request", "Status", "Time", "At"],
    rows: () =>
      newest("request").map((entry) => ({
        key: String(entry.number),
        version: 0,
        text: `${entry.request} ${entry.status} ${entry.request_id} ${entry.trace}`,
        cells: [entry.request, status(entry.status), `${entry.took_ms} ms`, clock(entry.at)],
      })),
    detail: request,
  });
}

async function request(number, place) {
  const entry = await ask(`entry/${number}`);
  if (!entry) return place.append(el("p", {}, "The journal has forgotten this request."));
  const did = el("ol", { class: "trail" });
  const lines = el("div");
  place.append(
    el("h3", {}, entry.request),
    facts([
      ["Status", status(entry.status)], ["Route", entry.route || "none"], ["Took", `${entry.took_ms} ms`], ["At", clock(entry.at)],
      ["Request id", entry.request_id], ["Trace", entry.trace], ["Query", entry.details.query],
    ]),
    code("Sent", entry.details.sent),
    code("Answered", entry.details.answered),
    el("h4", {}, "What it did"), did, lines,
  );
  const part = entries.filter((one) => one.trace && one.trace === entry.trace && one.kind !== "request")
    .sort((one, other) => began(one) - began(other));
  did.append(...part.map(step));
  if (!part.length) did.replaceWith(el("p", {}, "No function was called."));
  const ids = part.map((one) => one.request_id).filter(Boolean);
  const words = [entry.trace, entry.request_id, ...ids].map((id) => `word=${encodeURIComponent(id)}`);
  lines.append(el("h4", {}, "Logs"), logLines(await ask(`logs?${words.join("&")}`)));
}

export function logLines(found) {
  if (!found.length) return el("p", {}, "No line.");
  return el("ol", { class: "lines" }, found.map((line) =>
    el("li", {}, el("span", { class: "by" }, `${clock(line.at)} ${line.function}`), logLine(line.text.trimEnd()))));
}

// A structured line is one sentence until somebody wants all of it.
function logLine(text) {
  const whole = indented(text);
  if (!text.startsWith("{") || whole === text) return el("code", {}, text);
  const { level, message, status: state, exception_name: error } = JSON.parse(text);
  const said = [message, state, error].filter((one) => typeof one === "string").join(" · ");
  const head = ["ERROR", "CRITICAL"].includes(level) ? badge(level, false) : String(level ?? "");
  return el("details", {}, el("summary", {}, ...(said ? [head, ` ${said}`] : [text.slice(0, MOST_LETTERS)])),
    el("pre", { tabindex: "0", role: "region", "aria-label": "The whole line" }, whole));
}

function began(entry) {
  return entry.at - (entry.duration_ms ?? entry.took_ms ?? 0) / 1000;
}

function step(entry) {
  switch (entry.kind) {
    case "function":
      return el("li", {}, el("details", { ontoggle: unfold(entry) },
        el("summary", {}, `${entry.function} `, entry.error ? badge(entry.error, false) : badge(`${entry.duration_ms} ms`, true), entry.cold ? " cold start" : "")));
    case "call":
      return el("li", {}, el("a", { href: `#decisions/${entry.number}` }, `${entry.by} → ${entry.call}`), " ", status(entry.status));
    case "execution":
      return el("li", {}, el("a", { href: `#executions/${encodeURIComponent(entry.arn)}` }, `execution of ${entry.machine}`));
    case "denied":
      return el("li", {}, denial(entry));
    case "malformed answer":
      return el("li", {}, badge(entry.kind, false), ` ${entry.message}`);
    default:
      return el("li", {}, entry.kind);
  }
}

function unfold(entry) {
  return async (event) => {
    const folded = event.target;
    if (!folded.open || folded.children.length > 1) return;
    const whole = await ask(`entry/${entry.number}`);
    folded.append(code("Input", whole?.details.input), code("Output", whole?.details.output));
  };
}

function denial(entry) {
  const spec = `${entry.section}:\n  ${entry.by}:\n    grants:\n      - ${entry.grant}`;
  return el("div", { class: "denied" },
    el("p", {}, badge("denied", false), ` ${entry.message}`),
    el("p", {}, "This grant would allow it:"),
    el("pre", { tabindex: "0", role: "region", "aria-label": "The grant that would allow it" }, spec));
}

export function events(main) {
  return listing(main, {
    kind: "events",
    columns: ["Event", "Bus", "Rules", "At"],
    rows: () =>
      [...entries].reverse().filter((one) => one.kind === "event" || one.kind === "event lost").map((entry) => ({
        key: String(entry.number),
        version: 0,
        text: JSON.stringify(entry),
        cells: [
          entry.type ?? `lost by ${entry.rule}`, entry.bus ?? "",
          entry.rules?.length ? entry.rules.join(", ") : badge("no rule", false), clock(entry.at),
        ],
      })),
    detail: async (number, place) => {
      const entry = await ask(`entry/${number}`);
      if (!entry) return place.append(el("p", {}, "The journal has forgotten this event."));
      place.append(
        el("h3", {}, entry.type ?? "Lost event"),
        facts([
          ["Bus", entry.bus], ["Source", entry.source], ["Rules that match", entry.rules?.join(", ") || "none"], ["At", clock(entry.at)],
          ["Rule", entry.rule], ["Target", entry.target],
        ]),
        code("Event", entry.event && JSON.stringify(entry.event)),
      );
    },
  });
}

export function decisions(main) {
  return listing(main, {
    kind: "decisions",
    columns: ["Call", "By", "Decision", "At"],
    option: "also the developer's calls and the host's own",
    rows: (all) =>
      newest("call").filter((entry) => all || entry.section !== "developer").map((entry) => ({
        key: String(entry.number),
        version: 0,
        text: `${entry.call} ${entry.by} ${entry.status} ${JSON.stringify(entry.decisions)} ${refused(entry) ? "denied" : "allowed"}`,
        cells: [entry.call, entry.by, refused(entry) ? badge("denied", false) : badge("allowed", true), clock(entry.at)],
      })),
    detail: decision,
  });
}

function refused(entry) {
  return entry.decisions.some((one) => !one.allowed);
}

async function decision(number, place) {
  const entry = await ask(`entry/${number}`);
  if (!entry) return place.append(el("p", {}, "The journal has forgotten this call."));
  const denied = refused(entry) && entries.findLast((one) => one.kind === "denied" && one.number < entry.number && one.by === entry.by);
  place.append(
    el("h3", {}, entry.call),
    facts([["By", `${entry.by}`], ["Status", status(entry.status)], ["Took", `${entry.took_ms} ms`], ["At", clock(entry.at)], ["Trace", entry.trace]]),
    denied ? denial(denied) : "",
    el("h4", {}, "What it had to be allowed"),
    entry.decisions.length ? "" : el("p", {}, "Nothing: AWS asks for no permission."),
    ...entry.decisions.map((one) => el("div", { class: "need" },
      el("p", {}, one.allowed ? badge("allowed", true) : badge("denied", false), ` ${one.action} on ${one.resource}`),
      one.statement ? code("By this statement of its role", JSON.stringify(one.statement))
        : el("p", {}, one.allowed ? "The developer may do everything." : "No statement of its role allows it."))),
    code("Sent", entry.details.sent),
    code("Answered", entry.details.answered),
  );
}
