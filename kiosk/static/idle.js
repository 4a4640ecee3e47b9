// Nobody there any more: a warning first, then back to how the next citizen should find it.

import { say, write } from "./words.js";

const AFTER = 40000;
const WARNING = 15000;

const curtain = document.querySelector("[data-idle]");
const left = document.querySelector("[data-idle-left]");
let last = performance.now();
let before = null;

export function touched() {
  // Whoever is warned answers by the key; a touch beside it counts as well, but is heard as one by `act`.
  if (curtain.hidden) last = performance.now();
}

export function moreTime() {
  last = performance.now();
  close();
}

export const isWarning = () => !curtain.hidden;
export const quietFor = () => performance.now() - last;

// Called a few times a second. `applies`: there is something to go back from. True when the time is over.
export function beat(applies) {
  if (!applies) {
    close();
    return false;
  }
  const rest = AFTER + WARNING - quietFor();
  if (rest <= 0) {
    close();
    return true;
  }
  if (rest > WARNING) return false;
  write(left, say("seconds", { n: Math.ceil(rest / 1000) }));
  if (curtain.hidden) {
    before = document.activeElement;
    curtain.hidden = false;
    curtain.querySelector("button").focus({ preventScroll: true });
  }
  return false;
}

function close() {
  if (curtain.hidden) return;
  curtain.hidden = true;
  before?.focus({ preventScroll: true });
  before = null;
}
