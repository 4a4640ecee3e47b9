// The number on the screen, and what becomes of its slip. The number is the truth; it never waits for the paper.

import { put, say, write } from "./words.js";

export const TROUBLES = ["out", "cover", "cutter", "offline", "unknown"];
const NO_ANSWER = 8000;
const SHOWN = 10000;
const STAY = 60000;

const panel = document.querySelector("[data-panel=ticket]");
const part = (name) => panel.querySelector(`[data-${name}]`);

// phase: "printing" the slip is awaited; "take" it is out and the time runs; "hold" there is none, the number stays.
let now = null;

export function show(ticket, picture) {
  const service = picture.services.find((one) => one.code === ticket.service);
  const state = picture.printer?.state;
  now = { ticket, service, phase: "printing", why: "not_printed", until: performance.now() + NO_ANSWER };
  if (!picture.printer || ticket.printed === null) hold(null);
  else if (TROUBLES.includes(state) && state !== "unknown") hold(`printer_${state}`);
  else heard(ticket);
}

export const room = () => (now ? `ticket:${now.ticket.token}` : null);

// The ticket as the server has it now: its slip came out, or did not.
export function heard(ticket) {
  if (ticket.token !== now?.ticket.token) return;
  now.ticket = ticket;
  if (ticket.printed === "printed") take(SHOWN);
  else if (["failed", "unknown", "expired"].includes(ticket.printed)) hold("not_printed");
  draw();
}

export function stay() {
  if (now?.phase === "take") take(STAY, true);
  draw();
}

export function leave() {
  now = null;
}

// With a running time the keys decide; without one any touch means that the number was read.
export const anyTouchLeaves = () => now?.phase === "hold";

// Called a few times a second; true when the time is over.
export function beat() {
  if (!now || now.phase === "hold") return false;
  if (performance.now() < now.until) {
    draw();
    return false;
  }
  if (now.phase === "take") return true;
  hold("not_printed");
  draw();
  return false;
}

function take(time, again = false) {
  if (now.phase === "take" && !again) return;
  now.phase = "take";
  now.until = performance.now() + time;
}

function hold(why) {
  // A slip that came out after all is still said; one that the citizen holds is not taken back in words.
  if (now.phase === "take") return;
  now.phase = "hold";
  now.why = why;
}

export function draw() {
  if (!now) return;
  const { ticket, service, phase, why } = now;
  panel.dataset.phase = phase;
  panel.dataset.trouble = String(phase === "hold" && why !== null);
  write(part("number"), ticket.number);
  panel.style.setProperty("--wide", width(part("number")));
  // Whoever looks over a shoulder learns nothing of a private service.
  part("ticket-service").hidden = !service || service.private;
  if (service && !service.private) put(part("ticket-service"), service.name);
  write(part("ahead"), ahead(ticket));
  write(part("told"), phase === "printing" ? say("printing") : phase === "take" ? say("take_slip") : say(why ?? "remember"));
  const left = Math.max(1, Math.ceil((now.until - performance.now()) / 1000));
  write(part("more"), phase === "take" ? say("seconds", { n: left }) : phase === "hold" ? say("touch_when_done") : "");
  part("stay").hidden = phase !== "take";
}

// How wide the number is in its own font size, so that it fills the screen whatever its length and the PC's fonts.
const brush = document.createElement("canvas").getContext("2d");

function width(element) {
  const { fontWeight, fontFamily } = getComputedStyle(element);
  brush.font = `${fontWeight} 100px ${fontFamily}`;
  return brush.measureText(element.textContent).width / 100;
}

function ahead({ ahead, estimate }) {
  if (ahead === null) return "";
  if (estimate) return say("ahead_range", { n: ahead, ...estimate });
  return ahead ? say("ahead", { n: ahead }) : say("ahead_none");
}
