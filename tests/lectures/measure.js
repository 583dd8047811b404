// What test_slides_in_browser.py measures; each function returns a list of what it found.

const slides = () => [...document.querySelectorAll("svg.bespoke-marp-slide section")];

// Elements beyond the frame of their slide, and text or pictures that reach into its foot.
function overflow() {
  return slides().flatMap((slide, number) => {
    const frame = slide.getBoundingClientRect();
    const link = slide.querySelector("a.notebook");
    const foot = link ? link.getBoundingClientRect().top : frame.bottom;
    const out = [];
    if (slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth)
      out.push("it scrolls");
    for (const part of slide.querySelectorAll("*")) {
      if (part === link || part.closest("defs, clipPath, mjx-container")) continue;
      if (part.closest("svg .figure, .figure svg") && !part.matches("svg, text")) continue;
      const box = part.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      const lowest = part.children.length && !part.matches("svg") ? frame.bottom : foot;
      if (box.left < frame.left - 1 || box.right > frame.right + 1 ||
          box.top < frame.top - 1 || box.bottom > lowest + 1)
        out.push(`${part.tagName} ${part.textContent.trim().slice(0, 40)}`);
    }
    return out.map((text) => `slide ${number + 1}: ${text}`);
  });
}

// [slide, words, pixels] of each text, in pictures too; indices and powers are left out.
function sizes() {
  return slides().flatMap((slide, number) => {
    const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
      const words = walk.currentNode.data.trim(), part = walk.currentNode.parentElement;
      if (!words || part.closest("style, defs, script, sub, sup, mjx-container")) continue;
      const matrix = part.getScreenCTM?.();
      const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
      found.push([number + 1, words, parseFloat(getComputedStyle(part).fontSize) * scale]);
    }
    return found;
  });
}

// Pairs of texts in one picture of which one lies over the other.
function covered() {
  return slides().flatMap((slide, number) =>
    [...slide.querySelectorAll(".figure svg")].flatMap((picture) => {
      const texts = [...picture.querySelectorAll("text")].map(
        (text) => [text.textContent, text.getBoundingClientRect()]);
      return texts.flatMap(([one, p], at) => texts.slice(at + 1)
        .filter(([, q]) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3 &&
                           Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) >
                             Math.min(p.height, q.height) / 2)
        .map(([other]) => `slide ${number + 1}: “${one}” and “${other}”`));
    }));
}
