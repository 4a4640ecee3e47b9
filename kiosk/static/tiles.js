// The first page: a card for each service, and one for whoever does not know. What does not fit is paged, not scrolled.

import { measureTools } from "./frame.js";
import { put, range, say, write } from "./words.js";

const list = document.querySelector("[data-tiles]");
const turner = document.querySelector("[data-turner]");
const pageOf = document.querySelector("[data-page-of]");
const template = document.getElementById("tile");

let drawn = "";
let layout = null;
let tiles = new Map();

// Draws what the picture says of page `page`; answers with the number of pages.
export function drawTiles(picture, page, language) {
  const guide = picture.services.find((service) => service.code === picture.guide);
  const services = picture.services.filter((service) => service !== guide);
  const names = picture.services.map((service) => [service.code, service.name, service.about]);
  // The room there is belongs to it: a band above, or the page keys below, leave less.
  const { parentElement: room, ownerDocument: { body } } = list;
  const shape = () => JSON.stringify([names, guide?.code, language, room.clientWidth, room.clientHeight, body.classList.contains("low")]);
  if (shape() !== drawn) {
    layout = fit(services, guide);
    turner.hidden = layout.pages === 1;
    measureTools();
    drawn = shape();
  }
  page = Math.min(page, layout.pages - 1);
  show(services, guide, layout, page);
  write(pageOf, say("page", { n: page + 1, all: layout.pages }));
  for (const key of turner.querySelectorAll("button")) {
    const to = page + Number(key.dataset.by);
    key.disabled = to < 0 || to >= layout.pages;
  }
  return layout.pages;
}

// The first arrangement in which nothing is cut off: large on one page, more and more compact on one, then on several.
function fit(services, guide) {
  for (const option of options(services.length, guide ? 1 : 0)) {
    turner.hidden = option.pages === 1;
    measureTools();
    let fits = true;
    for (let page = 0; page < option.pages && fits; page++) {
      show(services, guide, option, page);
      fits = [...list.querySelectorAll(".tile")].every((tile) => tile.scrollHeight <= tile.clientHeight + 1);
    }
    if (fits) return option;
  }
  return { look: "compact", columns: 2, rows: 1, pages: services.length, each: 1 };
}

function* options(services, guides) {
  const portrait = innerHeight > innerWidth;
  const cards = services + guides;
  const columns = portrait ? Math.min(cards, 2) : cards <= 4 ? Math.min(cards, 2) : 3;
  for (const [look, across] of [["large", columns], ["compact", columns], ["tight", columns], ["compact", columns + 1]]) {
    if (portrait && across > 2) continue;
    yield { look, columns: across, rows: Math.ceil(cards / across), pages: 1, each: services };
  }
  for (let rows = 7; rows > 0; rows--) {
    const across = portrait ? 2 : 3;
    const each = across * rows - guides;
    if (each > 0 && each < services) yield { look: "compact", columns: across, rows, pages: Math.ceil(services / each), each };
  }
}

function show(services, guide, { look, columns, rows, each }, page) {
  const shown = services.slice(page * each, (page + 1) * each);
  if (guide) shown.push(guide);
  const kept = new Map(shown.map((service) => [service.code, tiles.get(service.code) ?? template.content.cloneNode(true).firstElementChild]));
  const same = kept.size === tiles.size && [...kept.keys()].every((code, at) => list.children[at] === tiles.get(code));
  tiles = kept;
  if (!same) list.replaceChildren(...tiles.values());
  list.dataset.look = look;
  list.style.setProperty("--columns", columns);
  list.style.setProperty("--rows", rows);
  for (const service of shown) fill(tiles.get(service.code), service, service === guide);
  // The guide's card ends the grid without a hole beside it.
  const last = guide ? tiles.get(guide.code) : null;
  if (last) last.style.gridColumn = `span ${columns - ((shown.length - 1) % columns)}`;
}

function fill(place, service, isGuide) {
  const tile = place.firstElementChild;
  const part = (name) => tile.querySelector(`.${name}`);
  tile.dataset.code = service.code;
  tile.dataset.state = stateOf(service);
  tile.classList.toggle("guide", isGuide);
  write(part("series"), isGuide ? "?" : service.series);
  if (isGuide) {
    write(part("name"), say("guide_title"));
    write(part("about"), say("guide_about"));
  } else {
    put(part("name"), service.name);
    put(part("about"), service.about);
  }
  part("shape").className = `shape ${tile.dataset.state}`;
  write(part("word"), say(tile.dataset.state));
  write(part("waiting"), service.open ? (service.waiting ? say("waiting", { n: service.waiting }) : say("nobody_waiting")) : "");
  write(part("range"), (service.open && range(service.estimate)) || "");
  write(part("anyway"), say("come_anyway"));
}

// The word and the shape that stand beside each other on a card.
export const stateOf = (service) => (!service.open ? "closed" : service.staffed ? "open" : "unstaffed");
