// The page's end of the bridge to Python: takes patches and wishes, answers each patch when it is
// on the screen. Started by the folium shell.
"use strict";

backhaul.start = (map) => {
  const theme = "dark";
  const marks = new backhaul.Marks();
  const painter = new backhaul.Painter(marks);
  const layer = new backhaul.LiveLayer(marks, painter);
  const baseMap = new backhaul.BaseMap(map, theme);
  let port = null;
  const say = (word) => port && port.say(JSON.stringify(word));
  let hasFitted = false;

  const pane = map.createPane("backhaul");
  pane.style.zIndex = 450;
  layer.options = { pane: "backhaul" };
  layer.addTo(map);

  const fit = (places) => {
    map.invalidateSize({ pan: false });
    const chosen = places || everything();
    if (!chosen.length) return;
    const bounds = L.latLngBounds(chosen.map(({ x, y }) => map.unproject([x, y], 0)));
    map.fitBounds(bounds, { padding: [36, 36], maxZoom: 16, animate: hasFitted });
    hasFitted = true;
  };
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

  const pointer = new backhaul.Pointer(map, layer, say);
  const panel = backhaul.furnish(map, layer, () => fit(null));

  const setTheme = (name) => {
    document.documentElement.dataset.theme = name;
    layer.setTheme(name);
    baseMap.setTheme(name);
    panel.refresh();
  };

  const take = (frame, text) => {
    const still = marks.apply(JSON.parse(text), performance.now());
    if (!hasFitted && everything().length) fit(null);
    const drawn = () => say({ type: "drawn", frame });
    if (still === "now") layer.redraw(drawn);
    else if (still === "soon") layer.redrawSoon(drawn);
    else layer.redrawMoving(drawn);
    pointer.refresh();
  };

  const grant = (wish) => {
    if (wish.theme) setTheme(wish.theme);
    if (wish.fit) fit(wish.fit.length ? wish.fit.flatMap(placesOf) : null);
    if (wish.centre) map.setView(wish.centre, Math.max(map.getZoom(), 14), { animate: true });
    if (wish.drag_ended) pointer.outsideDragEnded();
  };

  backhaul.live = { map, marks, painter, layer, pointer, baseMap };
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
    await baseMap.open();
  });
};
