// What is too small, too pale, cut off, or scrolls. `smallest` and `text` are in px, `contrast` is a ratio.
([smallest, text, contrast]) => {
  const found = [];
  const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && !getComputedStyle(e).clipPath.includes("inset");
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };

  for (const button of document.querySelectorAll("button")) {
    if (!visible(button)) continue;
    const box = button.getBoundingClientRect();
    const named = button.outerHTML.slice(0, 90);
    if (box.width < smallest || box.height < smallest) found.push(`small: ${named} ${box.width}x${box.height}`);
    const outside = box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    if (outside) found.push(`outside: ${named}`);
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim().slice(0, 30);
    if (!words || ["SCRIPT", "TEMPLATE"].includes(element.tagName) || !visible(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < text) found.push(`text of ${style.fontSize}: ${words}`);
    const [bright, dark] = [light(numbers(style.color)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < contrast) found.push(`contrast ${ratio.toFixed(2)}: ${words}`);
    if (style.overflow === "hidden") continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const inner = range.getBoundingClientRect();
    // A font's own box is higher than its glyphs.
    const slack = size * 0.2;
    for (const part of ["button", ".items", ".slip", ".classes", ".paper", "[data-panel]", ".tools", ".top", ".card", ".band"]) {
      const outer = element.closest(part)?.getBoundingClientRect();
      const leaves = outer && (inner.bottom > outer.bottom + slack || inner.top < outer.top - slack
        || inner.right > outer.right + 2 || inner.left < outer.left - 2);
      if (leaves) found.push(`out of ${part}: ${words}`);
    }
  }

  const seen = [...document.querySelectorAll("button")].filter(visible).map((e) => [e, e.getBoundingClientRect()]);
  for (const [one, a] of seen) {
    for (const [other, b] of seen) {
      const together = a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      const apart = Boolean(one.closest(".curtain")) === Boolean(other.closest(".curtain"));
      if (one !== other && together && apart) found.push(`overlap: ${one.outerHTML.slice(0, 60)}`);
    }
  }
  const root = document.scrollingElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) found.push("the page scrolls");
  return found;
}
