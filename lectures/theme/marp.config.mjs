// Nothing is fetched: emoji stay text, mathematics is drawn by MathJax into the page.
export default {
  html: true,
  options: { emoji: { unicode: false, shortcode: false }, math: "mathjax" },
};
