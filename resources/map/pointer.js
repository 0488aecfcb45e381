// What the pointer does: tooltips, clicks, drags of queue marks, of stops and of the chosen route, and gathering several. Every word of a user is set
// as text, never as HTML. `say` sends one word to Python.
"use strict";

const element = (className, text, parent) => {
  const node = document.createElement("div");
  node.className = className;
  if (text) node.textContent = text;
  if (parent) parent.append(node);
  return node;
};
backhaul.element = element;
// For Leaflet's attribution, which takes HTML.
backhaul.asText = (words) => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const DRAG_STARTS_PX = 4;
const GROUND = { kind: "ground", id: "" };

backhaul.Pointer = class {
  constructor(map, layer, gather, say) {
    this._map = map;
    this._layer = layer;
    this._gather = gather;
    this._say = say;
    this._box = map.getContainer();
    this._bar = element("bh-bar", "", this._box);
    this._tip = element("bh-tip", "", this._box);
    this._chip = element("bh-drag-chip", "", this._box);
    this._hovered = GROUND;
    this._lift = null; // {kind, mark, x, y, isMoving} while a queue mark, a stop or a route is held
    this._outside = null; // place of a drag from another widget
    this._skipsClick = false;
    this.isResting = false; // while a pin is being put somewhere
    map.on("click", (event) => this._clicked(event));
    map.on("contextmenu", (event) => this._menu(event));
    map.on("movestart zoomstart", () => this._hideTip());
    this._box.addEventListener("pointerdown", (event) => this._down(event), true);
    this._box.addEventListener("pointermove", (event) => this._moved(event));
    this._box.addEventListener("pointerup", (event) => this._up(event));
    this._box.addEventListener("pointercancel", () => this.giveUp());
    this._box.addEventListener("pointerleave", () => this._hover(GROUND, null));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.giveUp());
  }

  _place(event) {
    const corner = this._box.getBoundingClientRect();
    return { x: event.clientX - corner.left, y: event.clientY - corner.top };
  }

  // A sentence over the map for as long as something goes on; "" takes it away.
  tell(words) {
    this._bar.textContent = words;
    this._bar.classList.toggle("is-shown", Boolean(words));
  }

  _isOnFurniture(event) {
    return event.target instanceof Element && event.target.closest(".leaflet-control") !== null;
  }

  // The click that ends what somebody drew means nothing else.
  skipClick() {
    this._skipsClick = true;
  }

  // -- clicks ----------------------------------------------------------------------------------

  _clicked(event) {
    if (this._skipsClick) {
      this._skipsClick = false;
      return;
    }
    if (this.isResting) return;
    const { x, y } = event.containerPoint;
    const { kind, id } = this._layer.find(x, y);
    const cluster = kind === "ground" || kind === "route" ? this._layer.clusterAt(x, y) : null;
    if (cluster) this._map.setView(this._map.unproject([cluster.x, cluster.y], 0), this._map.getZoom() + 2);
    else this._say({ type: "clicked", kind, id });
  }

  _menu(event) {
    if (this.isResting) return;
    const { x, y } = event.containerPoint;
    const { kind, id } = this._layer.find(x, y);
    const { lat, lng } = event.latlng.wrap();
    this._say({ type: "menu_wanted", kind, id, x, y, lat, lon: lng });
  }

  // -- hovering --------------------------------------------------------------------------------

  _moved(event) {
    const place = this._place(event);
    if (this._gather.isDrawing) {
      // The page hears of a fast line once a frame; the places between are there all the same.
      const between = event.getCoalescedEvents();
      for (const each of between.length ? between : [event]) this._gather.move(this._place(each));
      return;
    }
    if (this._lift) {
      this._dragged(place, event);
      return;
    }
    if (this.isResting || this._outside || event.buttons || this._isOnFurniture(event)) return;
    if (this._isWaiting) return;
    this._isWaiting = true;
    requestAnimationFrame(() => {
      this._isWaiting = false;
      if (!this._lift && !this._outside) this._hover(this._layer.find(place.x, place.y), place);
    });
  }

  _hover(found, place) {
    const isNew = found.kind !== this._hovered.kind || found.id !== this._hovered.id;
    if (isNew) {
      this._hovered = { kind: found.kind, id: found.id };
      this._layer.painter.focus = found.kind === "ground" ? null : this._hovered;
      this._layer.redrawMoving();
      this._box.style.cursor = found.kind === "ground" ? "" : isLiftable(found) ? "grab" : "pointer";
      this._say({ type: "hovered", ...this._hovered });
    }
    if (found.mark && place) this._showTip(found, place, isNew);
    else this._hideTip();
  }

  _showTip(found, place, isNew) {
    if (isNew || !this._tip.childNodes.length) this._fillTip(found);
    this._tip.classList.add("is-shown");
    this._putBeside(this._tip, place);
  }

  // Below and to the right of the pointer, or on the other side where there is no room.
  _putBeside(node, place) {
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const left = place.x + 16 + width > this._box.clientWidth ? place.x - width - 14 : place.x + 16;
    const top = place.y + 20 + height > this._box.clientHeight ? place.y - height - 12 : place.y + 20;
    node.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  _fillTip({ kind, mark }) {
    const marks = this._layer.marks;
    const look = kind === "driver" ? mark.look : mark;
    const route = kind === "stop" ? marks.routeOf(mark) : null;
    const colour = kind === "driver" || kind === "route" ? look.colour : route ? route.colour : null;
    this._tip.replaceChildren();
    const head = element("bh-tip-title", "", this._tip);
    if (colour) element("bh-dot", "", head).style.background = colour;
    element("", look.title, head);
    for (const line of look.lines || []) element("bh-tip-line", line, this._tip);
    if (kind === "driver") element("bh-tip-line", backhaul.ageInWords(mark, performance.now()), this._tip);
    if (!isLiftable({ kind, mark })) return;
    const hint = kind === "route" ? backhaul.tr("Drag onto another route: all its open stops") : backhaul.tr("Drag onto a route, a stop or a van");
    element("bh-tip-hint", hint, this._tip);
  }

  _hideTip() {
    this._tip.classList.remove("is-shown");
  }

  // -- drags of a mark ---------------------------------------------------------------------

  _down(event) {
    this._skipsClick = false;
    if (this.isResting || event.button !== 0 || this._isOnFurniture(event)) return;
    const place = this._place(event);
    if (this._gather.wants(event)) {
      this._map.dragging.disable();
      this._hideTip();
      this._gather.begin(place, event);
      this._box.setPointerCapture(event.pointerId);
      return;
    }
    const found = this._layer.find(place.x, place.y);
    if (!isLiftable(found)) return;
    this._map.dragging.disable();
    this._lift = { kind: found.kind, mark: found.mark, ...place, isMoving: false, last: null };
    this._box.setPointerCapture(event.pointerId);
  }

  _dragged(place, event) {
    const lift = this._lift;
    if (!lift.isMoving) {
      if (Math.hypot(place.x - lift.x, place.y - lift.y) < DRAG_STARTS_PX) return;
      lift.isMoving = true;
      this._box.style.cursor = "grabbing";
      this._hideTip();
      this._say({ type: "going_on", what: "drag", is_on: true });
      this._say({ type: "mark_lifted", lifted: lift.kind, lifted_id: lift.mark.id });
    }
    event.preventDefault();
    const target = this.dragOver(place, lift.mark.title);
    if (!lift.last || lift.last.kind !== target.kind || lift.last.id !== target.id) {
      lift.last = target;
      this._say({ type: "mark_dragged", ...target });
    }
  }

  _up(event) {
    if (this._gather.isDrawing) {
      this._map.dragging.enable();
      this._skipsClick = this._gather.end(event);
      return;
    }
    const lift = this._lift;
    if (!lift) return;
    this._lift = null;
    this._map.dragging.enable();
    if (!lift.isMoving) return;
    this._skipsClick = true;
    const target = this._targetAt(this._place(event), lift);
    this._endDrag();
    this._say({
      type: "mark_dropped",
      lifted: lift.kind,
      lifted_id: lift.mark.id,
      ...target,
      alt: event.altKey,
      control: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
    });
  }

  giveUp() {
    if (this._gather.isDrawing || this._gather.isLasso) {
      this._map.dragging.enable();
      this._gather.giveUp();
    }
    const lift = this._lift;
    if (!lift) return;
    this._lift = null;
    this._map.dragging.enable();
    this._endDrag();
    if (lift.isMoving) {
      this._skipsClick = true;
      this._say({ type: "mark_returned" });
    }
  }

  _endDrag() {
    this._say({ type: "going_on", what: "drag", is_on: false });
    this._box.style.cursor = "";
    this._chip.classList.remove("is-shown");
    this._layer.painter.target = null;
    this._layer.redrawMoving();
  }

  // -- drags, also those from another widget ------------------------------------------------------

  // A stop that is dragged is no target of itself, nor is a route with its van and its stops.
  _targetAt(place, lift) {
    const except = lift && lift.kind === "stop" ? lift.mark.id : null;
    const exceptRoute = lift && lift.kind === "route" ? lift.mark.id : null;
    const { kind, id } = this._layer.find(place.x, place.y, { isDrag: true, except, exceptRoute });
    const { lat, lon } = this._layer.worldAt(place.x, place.y);
    return { kind, id, lat, lon };
  }

  // Shows what the drag is over and returns it.
  dragOver(place, title) {
    const target = this._targetAt(place, this._lift);
    this._layer.painter.target = target.kind === "ground" ? null : target;
    this._layer.redrawMoving();
    this._fillChip(target, title);
    this._putBeside(this._chip, place);
    return target;
  }

  _routeIdOf(target) {
    if (target.kind === "route") return target.id;
    if (target.kind === "stop") return this._layer.marks.stops.get(target.id)?.route_id || null;
    if (target.kind !== "driver") return null;
    return this._layer.marks.drivers.get(target.id)?.look.route_id || null;
  }

  _fillChip(target, title) {
    const routeId = this._routeIdOf(target);
    const route = routeId && this._layer.marks.routes.get(routeId);
    const cost = routeId && this._layer.marks.costOf(routeId);
    this._chip.replaceChildren();
    this._chip.classList.toggle("is-shown", Boolean(title || cost));
    this._chip.classList.toggle("is-good", Boolean(cost && cost.is_feasible));
    this._chip.classList.toggle("is-bad", Boolean(cost && !cost.is_feasible));
    if (route) element("bh-dot", "", this._chip).style.background = route.colour;
    if (title) element("bh-drag-title", route ? `${title} → ${route.title}` : title, this._chip);
    else if (route) element("bh-drag-title", route.title, this._chip);
    if (cost) element("bh-drag-cost", cost.sentence, this._chip);
  }

  outsideDragOver(x, y) {
    this._outside = { x, y };
    this._hideTip();
    return this.dragOver(this._outside, "");
  }

  outsideDragEnded() {
    this._outside = null;
    this._endDrag();
  }

  // New costs arrived: the chip at the pointer tells them without waiting for the next move.
  refresh() {
    if (this._outside) this.dragOver(this._outside, "");
    if (this._lift && this._lift.isMoving && this._lift.last) this._fillChip(this._lift.last, this._lift.mark.title);
  }
};

const isLiftable = ({ kind, mark }) =>
  (kind === "case" && Boolean(mark.payload)) || ((kind === "stop" || kind === "route") && mark.is_movable === true);

backhaul.ageInWords = (driver, now) => {
  const seconds = Math.max(0, driver.age + (now - driver.since) / 1000);
  if (!Number.isFinite(seconds)) return backhaul.tr("position unknown");
  if (seconds < 10) return backhaul.tr("position just now");
  if (seconds < 120) return backhaul.tr("position {n} s ago", Math.floor(seconds / 10) * 10);
  if (seconds < 7200) return backhaul.tr("position {n} min ago", Math.floor(seconds / 60));
  return backhaul.tr("position {n} h ago", Math.floor(seconds / 3600));
};
