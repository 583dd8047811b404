// A picture that tells where it was clicked or drawn upon: `stroke`, in fractions of its width and
// height, y upwards. A stroke of one point is a click.
export default { render({ model, el }) {
  const box = document.createElement("div"), img = document.createElement("img");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  box.style.cssText = "position:relative;display:inline-block;max-width:100%";
  img.style.cssText = "display:block;max-width:100%";
  img.draggable = false;
  svg.style.cssText = "position:absolute;inset:0;width:100%;height:100%;touch-action:none";
  svg.setAttribute("viewBox", "0 0 1 1"); svg.setAttribute("preserveAspectRatio", "none");
  line.setAttribute("style", "fill:none;stroke:#888;stroke-width:3;vector-effect:non-scaling-stroke");
  svg.append(line); box.append(img, svg); el.append(box);
  const show = () => {
    const url = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    img.onload = () => { URL.revokeObjectURL(url); line.setAttribute("points", ""); };
    img.src = url;
  };
  const look = () => {
    img.alt = model.get("alt"); svg.style.cursor = model.get("drawing") ? "crosshair" : "pointer";
  };
  let points = null;
  const at = (e) => {
    const r = svg.getBoundingClientRect();
    return [(e.clientX - r.left) / r.width, 1 - (e.clientY - r.top) / r.height];
  };
  svg.onpointerdown = (e) => { svg.setPointerCapture(e.pointerId); points = [at(e)]; };
  svg.onpointermove = (e) => {
    if (!points || !model.get("drawing")) return;
    points.push(at(e));
    line.setAttribute("points", points.map(([x, y]) => `${x},${1 - y}`).join(" "));
  };
  svg.onpointerup = () => { if (points) { model.set("stroke", points); model.save_changes(); } points = null; };
  model.on("change:png", show); model.on("change:alt", look); model.on("change:drawing", look);
  show(); look();
} };
