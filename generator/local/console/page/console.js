// Which view is shown: `#requests/17` is the view `requests` with entry 17 open.

import { el } from "./dom.js";
import { ask, follow } from "./feed.js";
import { decisions, events, requests } from "./lists.js";
import { executions } from "./executions.js";
import { alarms, logs, metrics, queues } from "./stores.js";
import { architecture } from "./architecture.js";

const VIEWS = [
  ["system", "System", architecture],
  ["requests", "Requests", requests],
  ["executions", "Executions", executions],
  ["events", "Events", events],
  ["queues", "Queues", queues],
  ["logs", "Logs", logs],
  ["metrics", "Metrics", metrics],
  ["alarms", "Alarms", alarms],
  ["decisions", "Decisions", decisions],
];

const main = document.getElementById("main");
let shown = "";
let leave = () => {};
let open = () => {};

function place() {
  const [view, ...rest] = location.hash.slice(1).split("/");
  if (view === "thing") return ["system", rest.map(decodeURIComponent).join("/")];
  return [VIEWS.some(([key]) => key === view) ? view : "system", rest.map(decodeURIComponent).join("/")];
}

function show(system) {
  if (location.hash === "#main" && shown) return main.focus();
  const [key, selected] = place();
  if (key !== shown) {
    leave();
    shown = key;
    const [, title, view] = VIEWS.find(([name]) => name === key);
    main.replaceChildren(el("h2", {}, title));
    document.title = `${title} - ${system.title}`;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${key}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const current = document.querySelector("nav [aria-current]");
    current.parentElement.scrollLeft = current.offsetLeft - 60; // scrollIntoView would move where Tab starts
    [open, leave] = view(main, system);
  }
  open(selected);
}

async function start() {
  const system = await ask("system");
  document.getElementById("title").textContent = system.title;
  document.getElementById("where").textContent = `${system.environment} · ${system.region} · ${system.api_url}`;
  document.getElementById("views").replaceChildren(
    ...VIEWS.map(([key, title]) => el("a", { href: `#${key}` }, title)),
  );
  const live = document.getElementById("live");
  follow((state) => {
    if (live.textContent !== state) live.textContent = state;
    live.dataset.state = state;
  });
  addEventListener("hashchange", () => show(system));
  show(system);
}

start();
