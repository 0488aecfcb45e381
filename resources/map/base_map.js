// The streets under the day: protomaps-leaflet with paint and label rules of our own.
// A layer that the file does not have is simply not drawn.
"use strict";

backhaul.BaseMap = class {
  constructor(map, themeName) {
    this._map = map;
    this._layer = null;
    this._theme = themeName;
    this._isOpen = false;
  }

  // Whether streets in sight are yet to be read or painted.
  isBusy() {
    if (!this._isOpen) return true;
    return this._grid !== undefined && (this._grid.isLoading() || this._grid.turns > 0);
  }

  // Adds the layer if the file is there; without it the day is drawn on plain ground.
  async open() {
    try {
      return await this._open();
    } finally {
      this._isOpen = true;
    }
  }

  async _open() {
    const facts = await (await fetch("base_map.json")).json();
    if (facts === null) return false;
    this.attribution = facts.attribution || "";
    if (facts.tiles) {
      this._layer = null; // pictures have the colours that they have
      this._grid = L.tileLayer("backhaul://map/tiles/{z}/{x}/{y}", { maxZoom: 19, className: "bh-tiles" }).addTo(this._map);
      return true;
    }
    if (facts.bytes <= LARGEST_KEPT_BYTES) backhaul.keepWhole(BASE_MAP);
    const rules = backhaul.baseRules(backhaul.palettes[this._theme]);
    this._layer = protomapsL.leafletLayer({
      url: BASE_MAP,
      attribution: "",
      maxDataZoom: facts.deepest_zoom,
      paintRules: rules.paint,
      labelRules: rules.labels,
      backgroundColor: rules.ground,
      tasks: [document.fonts.load(backhaul.font(400, 11))],
      maxZoom: 19,
      tileDelay: 0.001, // none; they take turns
    });
    backhaul.takeTurns(this._layer);
    this._grid = this._layer.addTo(this._map);
    return true;
  }

  setTheme(themeName) {
    this._theme = themeName;
    if (!this._layer) return;
    const rules = backhaul.baseRules(backhaul.palettes[themeName]);
    this._layer.paintRules = rules.paint;
    this._layer.labelRules = rules.labels;
    this._layer.backgroundColor = rules.ground;
    this._layer.clearLayout();
    // Not redraw: between two whole zooms Leaflet would ask for tiles of a zoom that does not exist.
    this._layer.rerenderTiles();
  }
};

// Pieces of the streets are painted one after the other, with a frame of the page between those that
// took long. All at once they kept a map that was just zoomed from moving for a tenth of a second.
const TURN_MS = 8;
const HIDDEN_MS = 250; // a page out of sight has no frames
backhaul.takeTurns = (layer) => {
  const render = layer.renderTile.bind(layer);
  let last = Promise.resolve();
  layer.turns = 0; // that have not ended
  let began = 0;
  const afterFrame = () => new Promise((go) => {
    const hidden = setTimeout(go, HIDDEN_MS);
    requestAnimationFrame(() => {
      clearTimeout(hidden);
      setTimeout(go);
    });
  });
  layer.renderTile = (coords, tile, key, done) => {
    const turn = last.then(async () => {
      if (tile.key !== key) return; // taken away meanwhile
      if (performance.now() - began > TURN_MS) {
        await afterFrame();
        began = performance.now();
      }
      await render(coords, tile, key, done);
    });
    layer.turns += 1;
    last = turn.catch((error) => console.error(error)).finally(() => (layer.turns -= 1));
    return turn;
  };
};

const BASE_MAP = "backhaul://map/base.pmtiles";

// WORKAROUND: Qt 6.11 answers a range of the scheme with a body of another length when it crosses
// 64 KiB, and some such answers fail for good. A map of a city is therefore read once as a whole
// and cut here; only a file too large to keep is asked for in ranges. Remove when the range test
// in tests/console/map passes for ranges of any length.
const LARGEST_KEPT_BYTES = 64 * 1024 * 1024;
const fetchDirectly = window.fetch.bind(window);
backhaul.keepWhole = (url) => {
  const whole = fetchDirectly(url).then((answer) => answer.arrayBuffer());
  window.fetch = async (input, options) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(new Headers(options?.headers).get("range") ?? "");
    if (input !== url || !range) return fetchDirectly(input, options);
    const bytes = (await whole).slice(Number(range[1]), Number(range[2]) + 1);
    return new Response(bytes, { status: 206, headers: { "Content-Length": bytes.byteLength } });
  };
};

const ROAD_CLASS = {
  highway: "highway",
  major_road: "major",
  medium_road: "medium",
  minor_road: "minor",
  other: "other",
  path: "path",
};
const isMedium = new Set(["secondary", "secondary_link", "tertiary", "tertiary_link"]);

const roadClass = ({ props }) => (isMedium.has(props.kind_detail) ? "medium" : ROAD_CLASS[props.kind]);

// Widths in CSS pixels at whole zoom levels; between them protomaps interpolates.
const ROAD_WIDTHS = {
  path: [[14, 0], [15, 0.5], [18, 2.5]],
  other: [[11, 0], [12, 0.4], [14, 1], [16, 3.5], [18, 10]],
  minor: [[11, 0.3], [12, 0.6], [14, 1.8], [16, 6], [18, 16]],
  medium: [[10, 0.5], [11, 0.7], [12, 1.1], [14, 2.8], [16, 7.5], [18, 19]],
  major: [[9, 0.6], [11, 1.1], [12, 1.6], [14, 3.6], [16, 9], [18, 22]],
  highway: [[8, 0.8], [11, 1.7], [12, 2.3], [14, 4.6], [16, 10], [18, 24]],
};
// The block tint is a wide band along every street: it turns a bare network into built-up land.
const BLOCK_WIDTHS = [[10, 4], [12, 9], [14, 14], [19, 14]];

backhaul.baseRules = (palette) => {
  const { LineSymbolizer, PolygonSymbolizer, exp } = protomapsL;
  const isClass = (name) => (_zoom, feature) => roadClass(feature) === name;
  const fill = (dataLayer, colour, minzoom) => ({
    dataLayer,
    minzoom,
    symbolizer: new PolygonSymbolizer({ fill: colour, perFeature: false }),
    filter: (_zoom, feature) => feature.geomType === 3,
  });
  const line = (name, colour, extra, minzoom) => ({
    dataLayer: "roads",
    minzoom,
    filter: isClass(name),
    symbolizer: new LineSymbolizer({
      color: colour,
      width: exp(1.5, ROAD_WIDTHS[name].map(([z, width]) => [z, width > 0 ? width + extra(z) : 0])),
      lineCap: "round",
      lineJoin: "round",
    }),
  });
  const none = () => 0;
  const edge = (z) => (z < 12 ? 0.6 : z < 15 ? 1.4 : 2.2);
  const classes = ["path", "other", "minor", "medium", "major", "highway"];
  return {
    ground: palette.ground,
    paint: [
      fill("earth", palette.ground),
      {
        dataLayer: "roads",
        filter: (_zoom, feature) => ["minor", "other"].includes(roadClass(feature)),
        symbolizer: new LineSymbolizer({
          color: palette.block,
          width: exp(1, BLOCK_WIDTHS),
          lineCap: "round",
          lineJoin: "round",
        }),
      },
      fill("landuse", palette.park, 11),
      fill("park", palette.park, 11),
      fill("water", palette.water),
      fill("buildings", palette.building, 14),
      {
        dataLayer: "rail",
        minzoom: 12,
        symbolizer: new LineSymbolizer({ color: palette.rail, width: 1, dash: [5, 3] }),
      },
      ...classes.slice(1).map((name) => line(name, palette.casing, edge, name === "other" ? 14 : 12)),
      ...classes.map((name) => line(name, palette.road[name], none)),
    ],
    labels: ["highway", "major", "medium", "minor", "other"].map((name) => ({
      dataLayer: "roads",
      minzoom: { highway: 12, major: 13, medium: 14, minor: 15, other: 16 }[name],
      filter: isClass(name),
      symbolizer: new protomapsL.LineLabelSymbolizer({
        font: backhaul.font(400, name === "highway" || name === "major" ? 11.5 : 10.5),
        fill: palette.street,
        stroke: palette.streetHalo,
        width: 3,
        position: protomapsL.LineLabelPlacement.Center,
        repeatDistance: 420,
        maxLabelChars: 48,
      }),
    })),
  };
};
