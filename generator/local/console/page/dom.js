// Elements are made here and nowhere else. A text becomes a text node, so that nothing a request says is markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== "" && child != null));
  return element;
}

export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svgEl(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

// A drawing of ours, made by the server; its boxes are links.
export function drawing(text) {
  const svg = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  svg.setAttribute("role", "group"); // its links can be reached
  return svg;
}

export function box(svg, href) {
  return [...svg.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
}

// Writes a few letters into the upper right corner of a box.
export function note(link, letters) {
  const rect = link.querySelector(":scope > rect");
  let text = link.querySelector(":scope > .count");
  if (!text) {
    const right = Number(rect.getAttribute("x")) + Number(rect.getAttribute("width"));
    text = svgEl("text", { class: "count", "text-anchor": "end", x: right - 6, y: Number(rect.getAttribute("y")) + 15 });
    link.append(text);
  }
  if (text.textContent !== letters) text.textContent = letters;
}

export function clock(seconds) {
  const at = new Date(seconds * 1000);
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

export function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function code(label, text) {
  if (!text) return "";
  return el("div", { class: "code" }, el("h4", {}, label), el("pre", { tabindex: "0", role: "region", "aria-label": label }, indented(text)));
}

export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== "" && value != null);
  return el("dl", {}, shown.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

export function badge(text, good) {
  return el("span", { class: `badge ${good === true ? "good" : good === false ? "bad" : "busy"}` }, String(text));
}
