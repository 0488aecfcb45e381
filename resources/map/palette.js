// The colours of the map in its two themes, and the few colour sums that drawing needs.
"use strict";
window.backhaul = {};

// A text in the reader's language; `words.js`, which the console writes, holds the translations.
backhaul.tr = (text, n) => ((backhaul.words || {})[text] || text).replace("{n}", () => n);

backhaul.palettes = {
  dark: {
    ground: "#0c1118",
    block: "#10171f",
    water: "#0a1a2b",
    park: "#0f1d18",
    building: "#161f2a",
    rail: "#26303c",
    casing: "#0a0f15",
    road: { path: "#17202a", other: "#1b2531", minor: "#1e2935", medium: "#253343", major: "#2f3f53", highway: "#43474a" },
    street: "#7f8da0",
    streetHalo: "#0c1118",
    ink: "#e8edf4",
    muted: "#8b98a9",
    panel: "#151d27",
    panelLine: "#2a3645",
    halo: "#0a0f15",
    ring: "#ffffff",
    shadow: "rgba(0, 0, 0, 0.55)",
    stopFill: "#121a24",
    done: "#5a6878",
    stale: "#6b7684",
    bad: "#f2555a",
    warn: "#f5a524",
    good: "#2fbf8a",
    goodInk: "#04130d",
    request: "#a78bfa",
    accent: "#4c8dff",
    ghost: "#93a0b2",
  },
  light: {
    ground: "#f3f2ee",
    block: "#eceae4",
    water: "#c5dcee",
    park: "#d9e8d2",
    building: "#e0dcd4",
    rail: "#bfbcb6",
    casing: "#dcd8cf",
    road: { path: "#f8f7f4", other: "#fbfaf8", minor: "#ffffff", medium: "#ffffff", major: "#ffffff", highway: "#fbe6b5" },
    street: "#5c6470",
    streetHalo: "#f8f7f4",
    ink: "#151b24",
    muted: "#5b6675",
    panel: "#ffffff",
    panelLine: "#d5d9e0",
    halo: "#ffffff",
    ring: "#ffffff",
    shadow: "rgba(20, 30, 45, 0.32)",
    stopFill: "#ffffff",
    done: "#9aa3af",
    stale: "#9aa3af",
    bad: "#cb2630",
    warn: "#a85c00",
    good: "#087a54",
    goodInk: "#ffffff",
    request: "#7c4dea",
    accent: "#2563eb",
    ghost: "#76808f",
  },
};

backhaul.font = (weight, size) => `${weight} ${size}px Inter, "Noto Sans", sans-serif`;

const HEX_COLOUR = /^#[0-9a-f]{6}$/i;

// A colour from a scene, or grey for anything that is not one.
backhaul.safeColour = (colour) => (HEX_COLOUR.test(colour) ? colour : "#8b98a9");

backhaul.channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

backhaul.mix = (colour, other, share) => {
  const b = backhaul.channels(other);
  const mixed = backhaul.channels(colour).map((a, i) => Math.round(a + (b[i] - a) * share));
  return "#" + mixed.map((value) => value.toString(16).padStart(2, "0")).join("");
};

backhaul.withAlpha = (colour, alpha) => {
  const [r, g, b] = backhaul.channels(colour);
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
};

// Black or white, whichever reads better on the colour (relative luminance of WCAG 2).
backhaul.inkOn = (colour) => {
  const [r, g, b] = backhaul.channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#0a0f15" : "#ffffff";
};
