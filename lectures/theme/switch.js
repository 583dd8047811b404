// D switches between light and dark, in all windows of the deck; it begins as the system is set.
(() => {
  const root = document.documentElement, name = "course-deck-theme";
  const kept = () => { try { return localStorage.getItem(name); } catch { return null; } };
  const show = (theme) => root.classList.toggle("dark", theme === "dark");
  const asked = new URLSearchParams(location.search).get("theme");
  show(asked || kept() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "d" || event.ctrlKey || event.metaKey || event.altKey) return;
    const theme = root.classList.contains("dark") ? "light" : "dark";
    show(theme);
    try { localStorage.setItem(name, theme); } catch { /* a file may keep nothing */ }
  });
  addEventListener("storage", (event) => event.key === name && show(event.newValue));
})();

// A link into a notebook uses one window for all. JupyterLab goes to a heading only in a notebook
// that is open already: after another notebook has opened, the address is given once more.
(() => {
  const AGAIN = [3000, 6000]; // milliseconds, about what JupyterLab takes to open a notebook
  let open = null, timers = [];
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='.ipynb']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    timers.forEach(clearTimeout);
    const lab = window.open(link.href, "course-lab"), notebook = link.href.split("#")[0];
    timers = notebook === open || !lab ? [] : AGAIN.map((wait) =>
      setTimeout(() => { if (!lab.closed) lab.location.href = link.href; }, wait));
    open = notebook;
  });
})();
