// Colours as theme settings hold them: #rgb, #rrggbb or rgb(a).

function read(colour) {
  const text = String(colour ?? "").trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex && (hex.length === 3 || hex.length === 6)) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return { red: parseInt(full.slice(0, 2), 16), green: parseInt(full.slice(2, 4), 16), blue: parseInt(full.slice(4, 6), 16), alpha: 1 };
  }
  const parts = /^rgba?\(([^)]+)\)$/i.exec(text)?.[1].split(/[\s,/]+/).filter(Boolean).map(Number);
  if (parts && parts.length >= 3 && parts.every(Number.isFinite)) return { red: parts[0], green: parts[1], blue: parts[2], alpha: parts[3] ?? 1 };
  throw new Error(`Liquid error: ${text} is not a colour`);
}

const clamp = (value, most = 255) => Math.min(most, Math.max(0, value));
const rgb = ({ red, green, blue, alpha }) => (alpha === 1 ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${alpha})`);
const hex = ({ red, green, blue }) => `#${[red, green, blue].map((part) => Math.round(clamp(part)).toString(16).padStart(2, "0")).join("")}`;
const light = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ({ red, green, blue }) => 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
const mix = (one, two, share) => Object.fromEntries(["red", "green", "blue"].map((part) => [part, one[part] * share + two[part] * (1 - share)]));
const shade = (colour, share, to) => hex(mix(read(colour), to, 1 - share / 100));

export const colourFilters = {
  color_to_rgb: (colour) => rgb(read(colour)),
  color_to_hex: (colour) => hex(read(colour)),
  color_extract: (colour, part) => read(colour)[part],
  color_modify: (colour, part, value) => rgb({ ...read(colour), [part]: Number(value) }),
  color_brightness: (colour) => Number(((({ red, green, blue }) => (red * 299 + green * 587 + blue * 114) / 1000)(read(colour))).toFixed(2)),
  color_contrast(one, two) {
    const [low, high] = [luminance(read(one)), luminance(read(two))].sort((a, b) => a - b);
    return Number(((high + 0.05) / (low + 0.05)).toFixed(1));
  },
  color_mix: (one, two, share) => hex(mix(read(one), read(two), Number(share) / 100)),
  color_lighten: (colour, share) => shade(colour, Number(share), { red: 255, green: 255, blue: 255 }),
  color_darken: (colour, share) => shade(colour, Number(share), { red: 0, green: 0, blue: 0 }),
};
