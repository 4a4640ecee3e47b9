// A finger becomes one action: a short, long or slipping press, a double tap, two fingers.
//
// The browser's own click is used for the keyboard alone: after a long press Chromium sends none, and a slip of an
// unsteady finger cancels it. So a press is followed by its pointer, and lands where it began or close by.

const SLIP = 32;
const REST = 500;

let restsUntil = 0;

// After a page change nothing can be pressed for a moment: the second tap of a double tap would land on whatever has
// come under the finger. The class takes the parts out of the pointer's way, for as long as the time says.
export function rest() {
  restsUntil = performance.now() + REST;
  document.body.classList.add("resting");
}

export function restIsOver() {
  if (performance.now() >= restsUntil) document.body.classList.remove("resting");
}

export function listen(act, touched) {
  let press = null;

  function release() {
    press?.element.classList.remove("pressed");
    press = null;
  }

  addEventListener("pointerdown", (event) => {
    touched();
    // A second finger is not primary. A primary one always counts, so that a press whose end was lost blocks nothing.
    if ((press && !event.isPrimary) || event.button > 0 || performance.now() < restsUntil) return;
    release();
    const element = event.target.closest("[data-act], [data-act-anywhere]");
    if (!element || element.disabled) return;
    press = { id: event.pointerId, element };
    element.classList.add("pressed");
  });

  addEventListener("pointerup", (event) => {
    if (press?.id !== event.pointerId) return;
    const { element } = press;
    release();
    if (isNear(element.getBoundingClientRect(), event)) act(element.dataset.act ?? element.dataset.actAnywhere, element);
  });

  addEventListener("pointercancel", (event) => press?.id === event.pointerId && release());

  addEventListener("click", (event) => {
    const element = event.target.closest("[data-act]");
    if (event.detail === 0 && element && performance.now() >= restsUntil) act(element.dataset.act, element);
  });

  addEventListener("keydown", (event) => {
    touched();
    const zooms = (event.ctrlKey || event.metaKey) && ["+", "-", "=", "0"].includes(event.key);
    const held = event.repeat && [" ", "Enter", "Escape"].includes(event.key);
    if (zooms || held) event.preventDefault();
    else if (event.key === "Escape" && performance.now() >= restsUntil) act("escape", document.body);
  });
}

function isNear(box, { clientX, clientY }) {
  return clientX >= box.left - SLIP && clientX <= box.right + SLIP && clientY >= box.top - SLIP && clientY <= box.bottom + SLIP;
}

// What a browser does with gestures, and a kiosk must not.
export function forbidGestures() {
  for (const name of ["contextmenu", "selectstart", "dragstart", "gesturestart", "touchmove", "wheel"]) {
    addEventListener(name, (event) => event.preventDefault(), { passive: false });
  }
}
