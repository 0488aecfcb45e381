// The page's end of the bridge to Python: takes patches and wishes, answers each patch when it is
// on the screen. Started by the folium shell.
"use strict";

const LOOK_MS = 60;
const LOOKS = 3; // in a row that find nothing left to paint
const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);

backhaul.start = (map) => {
  const theme = "dark";
  const marks = new backhaul.Marks();
  const painter = new backhaul.Painter(marks);
  const layer = new backhaul.LiveLayer(marks, painter);
  const baseMap = new backhaul.BaseMap(map, theme);
  let port = null;
  const say = (word) => port && port.say(JSON.stringify(word));
  let hasFitted = false;
  let fitted = null;

  const pane = map.createPane("backhaul");
  pane.style.zIndex = 450;
  layer.options = { pane: "backhaul" };
  layer.addTo(map);

  // Shows these places, or everything. Until somebody moves the map it stays fitted when the
  // window changes its size.
  const fit = (places, isAnimated = hasFitted) => {
    map.invalidateSize({ pan: false });
    const chosen = places || everything();
    if (!chosen.length) return;
    const xs = chosen.map(({ x }) => x);
    const ys = chosen.map(({ y }) => y);
    const [left, top, right, bottom] = [least(xs), least(ys), most(xs), most(ys)];
    const corners = [[left, top], [right, bottom]].map((corner) => map.unproject(corner, 0));
    const zoom = Math.min(16, map.getBoundsZoom(L.latLngBounds(corners), false, [72, 72]));
    const centre = map.unproject([(left + right) / 2, (top + bottom) / 2], 0);
    map.setView(centre, zoom, { animate: isAnimated });
    hasFitted = true;
    fitted = { places, centre, zoom };
  };
  const isStillFitted = () =>
    fitted && map.getZoom() === fitted.zoom &&
    map.project(map.getCenter()).distanceTo(map.project(fitted.centre)) < 3;
  map.on("resize", () => isStillFitted() && fit(fitted.places, false));
  const everything = () => [
    ...marks.order.filter((driver) => Number.isFinite(driver.x)),
    ...marks.stops.values(),
    ...marks.cases.values(),
    ...marks.depots.values(),
    ...[...marks.routes.values()].flatMap(cornersOf),
  ];
  const cornersOf = ({ line }) =>
    line.n ? [{ x: line.left, y: line.top }, { x: line.right, y: line.bottom }] : [];
  const placesOf = (ref) => {
    const mark = marks.mark(ref.kind, ref.id);
    if (!mark) return [];
    return ref.kind === "route" ? cornersOf(mark) : [mark];
  };

  const gather = new backhaul.Gather(map, layer, say);
  const pointer = new backhaul.Pointer(map, layer, gather, say);
  gather.tell = (words) => pointer.tell(words);
  const pin = new backhaul.Pin(map, pointer, say);
  const measure = new backhaul.Measure(map, pointer, say);
  const street = new backhaul.Street(map, pointer, say);
  const follow = new backhaul.Follow(map, layer, pointer, say);
  const { panel, attribution, heat } = backhaul.furnish(map, layer, () => fit(null), { gather, measure, street });

  const setTheme = (name) => {
    document.documentElement.dataset.theme = name;
    layer.setTheme(name);
    baseMap.setTheme(name);
    panel.refresh();
  };

  const take = (frame, text) => {
    const { still, places, isOther, isMoved } = marks.apply(JSON.parse(text), performance.now());
    if (!hasFitted && everything().length) fit(null);
    const drawn = () => say({ type: "drawn", frame });
    if (still === "now") layer.redraw(drawn);
    else layer.redrawAround(places, isOther, drawn);
    if (still === "soon") layer.redrawSoon();
    pointer.refresh();
    heat.refresh();
    if (isMoved) follow.look();
  };

  const grant = (wish) => {
    if (wish.theme) setTheme(wish.theme);
    if (wish.fit) fit(wish.fit.length ? wish.fit.flatMap(placesOf) : null);
    if (wish.centre) map.setView(wish.centre, Math.max(map.getZoom(), 14), { animate: true });
    if (wish.found) follow.mark(wish.centre, wish.found);
    if (wish.follow !== undefined) wish.follow ? follow.begin(wish.follow) : follow.end();
    if (wish.measure) measure.begin();
    if (wish.street) street.begin();
    if (wish.lasso) gather.setLasso(true);
    if (wish.fence) gather.setLasso(true, true);
    if (wish.escape) {
      pointer.giveUp();
      measure.end();
      street.end();
      follow.end();
    }
    if (wish.pin) pin.begin(wish.pin);
    if (wish.pin_ended) pin.end();
    if (wish.settle) settle(wish.settle);
    if (wish.drag_ended) pointer.outsideDragEnded();
  };

  // Answers when the streets and marks of all that was told before are painted.
  let settling = 0;
  const settle = (question) => {
    if (settling === question) return;
    settling = question;
    let rests = 0;
    const look = () => {
      if (settling !== question) return;
      rests = baseMap.isBusy() || layer.isDrawing() ? 0 : rests + 1;
      if (rests < LOOKS) return setTimeout(look, LOOK_MS);
      settling = 0;
      say({ type: "settled", question });
    };
    look();
  };

  backhaul.live = { map, marks, painter, layer, pointer, gather, measure, street, follow, pin, baseMap };
  setTheme(theme);
  document.fonts.load(backhaul.font(600, 11)).then(() => {
    painter.sprites.reset(painter.palette, window.devicePixelRatio);
    layer.redraw();
  });
  new QWebChannel(qt.webChannelTransport, async (channel) => {
    port = channel.objects.map;
    port.patched.connect(take);
    port.asked.connect((question, x, y) => {
      say({ type: "target", question, ...pointer.outsideDragOver(x, y) });
    });
    port.told.connect((text) => grant(JSON.parse(text)));
    say({ type: "started" });
    if (!(await baseMap.open())) attribution.addAttribution(backhaul.tr("no street map on this machine"));
    // Leaflet takes it as HTML: what somebody wrote into the settings is text.
    if (baseMap.attribution) attribution.addAttribution(backhaul.asText(baseMap.attribution));
  });
};
