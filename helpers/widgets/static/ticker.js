// A line of text that asks the kernel for news every few seconds, while the reader can see it: `tick`
// is counted up, and again only after the kernel has answered with `seen`.
export default { render({ model, el }) {
  let visible = true, timer = null;
  const ask = () => {
    if (!visible || document.hidden) { plan(); return; }
    model.set("tick", model.get("tick") + 1); model.save_changes();
  };
  const plan = () => { clearTimeout(timer); timer = setTimeout(ask, 1000 * model.get("every")); };
  const show = () => { el.textContent = model.get("text"); };
  const observer = new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
  });
  // The whole panel counts, once it is in the page.
  setTimeout(() => observer.observe(el.closest(".widget-vbox") || el), 0);
  model.on("change:seen", plan); model.on("change:every", plan); model.on("change:text", show);
  show(); plan();
  return () => { clearTimeout(timer); observer.disconnect(); };
} };
