// What stands on the map and does not move: zoom, fit, legend with switches, scale, attribution.
"use strict";

const ICONS = {
  plus: ["M5 12h14", "M12 5v14"],
  minus: ["M5 12h14"],
  fit: ["M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5"],
  barrier: ["M2 7h20v7H2z", "M6 14v6", "M18 14v6", "m7 7-4 7", "m13 7-4 7", "m19 7-4 7"],
  lasso: ["M7 22a5 5 0 0 1-2-4", "M3.3 14A6.8 6.8 0 0 1 2 10c0-4.4 4.5-8 10-8s10 3.6 10 8-4.5 8-10 8a12 12 0 0 1-5-1", "M5 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"],
  ruler: ["M21.3 15.3a2.4 2.4 0 0 1 0 3.4l-2.6 2.6a2.4 2.4 0 0 1-3.4 0L2.7 8.7a2.41 2.41 0 0 1 0-3.4l2.6-2.6a2.41 2.41 0 0 1 3.4 0Z", "m14.5 12.5 2-2", "m11.5 9.5 2-2", "m8.5 6.5 2-2", "m17.5 15.5 2-2"],
  layers: ["M12 3 2.5 8 12 13l9.5-5z", "M2.5 13 12 18l9.5-5"],
};

const icon = (name) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  for (const d of ICONS[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
};

const button = (name, title, parent, onClick) => {
  const node = document.createElement("button");
  node.type = "button";
  node.title = backhaul.tr(title);
  node.setAttribute("aria-label", node.title);
  node.append(icon(name));
  node.addEventListener("click", onClick);
  parent.append(node);
  return node;
};

const Buttons = L.Control.extend({
  options: { position: "topright" },
  initialize(fit, panel, tools) {
    this._fit = fit;
    this._panel = panel;
    this._tools = tools;
  },
  onAdd(map) {
    const box = backhaul.element("bh-buttons");
    const zoom = backhaul.element("bh-button-group", "", box);
    button("plus", "Zoom in", zoom, () => map.zoomIn());
    button("minus", "Zoom out", zoom, () => map.zoomOut());
    const other = backhaul.element("bh-button-group", "", box);
    button("fit", "Show everything", other, () => this._fit());
    const toggle = button("layers", "Legend and layers", other, () => {
      const isOpen = this._panel.toggle();
      toggle.setAttribute("aria-expanded", String(isOpen));
    });
    const { gather, measure, street } = this._tools;
    const lasso = button("lasso", "Choose marks: draw around them (or Alt-drag; Shift-drag for a box)", other, () => gather.setLasso(!gather.isLasso));
    gather.onChange = () => lasso.setAttribute("aria-expanded", String(gather.isLasso));
    const ruler = button("ruler", "Measure", other, () => (measure.isOn ? measure.end() : measure.begin()));
    measure.onChange = () => ruler.setAttribute("aria-expanded", String(measure.isOn));
    const barrier = button("barrier", "Close a street", other, () => (street.isOn ? street.end() : street.begin()));
    street.onChange = () => barrier.setAttribute("aria-expanded", String(street.isOn));
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  },
});

const LEGEND = [
  ["delivery", { shape: "delivery", status: "planned" }, "Delivery"],
  ["return", { shape: "return", status: "planned" }, "Return"],
  ["container", { shape: "container", status: "planned" }, "Containers"],
  ["exchange", { shape: "exchange", status: "planned" }, "Exchange"],
  ["hand_over", { shape: "hand_over", status: "planned" }, "Hand-over"],
  ["done", { shape: "delivery", status: "completed" }, "Done"],
  ["failed", { shape: "delivery", status: "failed" }, "Failed"],
  ["late", { shape: "delivery", status: "planned", is_late: true }, "Late"],
];
const SWITCHES = [
  ["routes", "Routes"],
  ["done", "Stops that are done"],
  ["heat", "Failures by place (Shift+F7)"],
];

const LegendPanel = L.Control.extend({
  options: { position: "topright" },
  initialize(layer) {
    this._layer = layer;
  },
  onAdd() {
    this._box = backhaul.element("bh-panel");
    this._box.hidden = true;
    L.DomEvent.disableClickPropagation(this._box);
    L.DomEvent.disableScrollPropagation(this._box);
    return this._box;
  },
  toggle() {
    this._box.hidden = !this._box.hidden;
    this.refresh();
    return !this._box.hidden;
  },
  // Drawn with the sprites of the map itself, so that legend and map cannot differ.
  refresh() {
    if (this._box.hidden) return;
    const { painter } = this._layer;
    this._box.replaceChildren();
    const grid = backhaul.element("bh-legend", "", this._box);
    for (const [, look, words] of LEGEND) {
      const row = backhaul.element("bh-legend-row", "", grid);
      const stop = { is_late: false, is_locked: false, is_pending: false, ...look };
      row.append(this._picture(painter.sprites.stop(stop, painter.palette.accent, 6.5)));
      backhaul.element("", backhaul.tr(words), row);
    }
    for (const [hasFailed, shape, words] of [
      [true, "delivery", "Failed, to decide"],
      [false, "return", "Return, to decide"],
    ]) {
      const row = backhaul.element("bh-legend-row", "", grid);
      const mark = { has_failed: hasFailed, shape, is_urgent: false };
      row.append(this._picture(painter.sprites.queueMark(mark, 7)));
      backhaul.element("", backhaul.tr(words), row);
    }
    for (const [name, words] of SWITCHES) this._switch(name, words);
  },
  _picture(sprite) {
    const canvas = document.createElement("canvas");
    const ratio = this._layer.view.ratio;
    canvas.width = canvas.height = 24 * ratio;
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    backhaul.Sprites.stamp(ctx, sprite, 12, 12);
    return canvas;
  },
  _switch(name, words) {
    const row = document.createElement("label");
    row.className = "bh-switch";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = this._layer.painter.show[name];
    box.addEventListener("change", () => {
      this._layer.painter.show[name] = box.checked;
      this._layer.redraw();
      this.onSwitch();
    });
    row.append(box, document.createTextNode(backhaul.tr(words)));
    this._box.append(row);
  },
});

// What the glows of failed visits mean, for as long as they are on the map.
const HeatCard = L.Control.extend({
  options: { position: "bottomleft" },
  initialize(layer) {
    this._layer = layer;
  },
  onAdd() {
    this._box = backhaul.element("bh-panel bh-heat");
    this._box.hidden = true;
    return this._box;
  },
  refresh() {
    const { painter, marks } = this._layer;
    const { title, least, most, hint } = marks.heatLegend;
    this._box.hidden = !title || !marks.heat.size || !painter.show.heat;
    if (this._box.hidden || this._shown === marks.heatLegend) return;
    this._shown = marks.heatLegend;
    this._box.replaceChildren();
    backhaul.element("bh-heat-title", title, this._box);
    const scale = backhaul.element("bh-heat-scale", "", this._box);
    backhaul.element("", least, scale);
    backhaul.element("bh-heat-wedge", "", scale);
    backhaul.element("", most, scale);
    backhaul.element("bh-tip-line", hint, this._box);
  },
});

// Adds everything; returns the panel, which has to be told of a new theme, and the attribution.
backhaul.furnish = (map, layer, fit, tools) => {
  const panel = new LegendPanel(layer);
  new Buttons(fit, panel, tools).addTo(map);
  panel.addTo(map);
  const attribution = L.control.attribution({ prefix: false });
  attribution.addAttribution("© OpenStreetMap contributors").addTo(map);
  L.control.scale({ imperial: false, maxWidth: 110, position: "bottomleft" }).addTo(map);
  // Added after the scale, so that it stands above it.
  const heat = new HeatCard(layer).addTo(map);
  panel.onSwitch = () => heat.refresh();
  return { panel, attribution, heat };
};
