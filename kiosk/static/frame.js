// What the style sheet cannot know by itself: how high the tools at the foot are, with the languages and pages they hold.
// In wheelchair mode all that is touched has the lower half, less the tools.

const main = document.querySelector("main");
const tools = document.querySelector(".tools");

export function measureTools() {
  const height = tools.offsetHeight + parseFloat(getComputedStyle(main).paddingBottom);
  document.body.style.setProperty("--tools", `${height}px`);
}
