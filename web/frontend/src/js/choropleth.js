// Lets people move about in the map of areas, and changes what it shows without a new page.
// The map is complete without this file: a picture in the page, and a table with the same figures.
import L from "leaflet";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;

// "n1 n2 u:0012" is n1, n1, n2, u.
const unpack = (packed) => {
  const parts = packed.split(":");
  const names = parts[0].split(" ");
  return [...parts[1]].map((place) => names[place]);
};

// Over the colours of doubt stand patterns, for grey print and for eyes that see few colours.
const PATTERN_OF = { s1: "gaps", s2: "gaps", s3: "dots" };

const drawPatterns = (svg, shapes, patternOf) => {
  for (const pattern of ["gaps", "dots"]) {
    const copies = shapes
      .filter((_, place) => patternOf(place) === pattern)
      .map((shape) => {
        const copy = shape.cloneNode(false);
        copy.removeAttribute("class");
        return copy;
      });
    svg.querySelector(`.choro__${pattern}`)?.replaceChildren(...copies);
  }
};

const STATE_WORDS = { s1: "A gap", s2: "Probably a gap", s3: "Not surveyed" };

class AreaMap {
  constructor(svg) {
    this.svg = svg;
    this.frame = svg.closest("[data-choropleth-frame]");
    this.shapes = [...svg.querySelectorAll(".choro__areas use")];
    this.lines = new Map();
    this.shapes.forEach((shape) => this.takeTitle(shape));
    if (svg.dataset.states) this.addStates(svg.dataset.states);
    this.approximate = new Set((svg.dataset.approximate || "").split(" "));
    this.start();
  }

  // The browser's own tooltips give way to ours.
  takeTitle(shape) {
    const title = shape.querySelector("title");
    this.lines.set(shape, title ? title.textContent.split("\n") : []);
    title?.remove();
  }

  // How sure it is that nothing is there, whatever the map is about.
  addStates(packed) {
    const states = unpack(packed);
    this.shapes.forEach((shape, place) => {
      const words = this.lines.get(shape);
      const said = STATE_WORDS[states[place]];
      words.length = 3;
      if (said && said !== words[2]) words.push(said);
    });
  }

  start() {
    const svg = this.svg;
    const frame = this.frame;
    const bounds = [svg.dataset.southWest, svg.dataset.northEast].map((corner) => {
      const place = corner.split(",").map(Number); // lon, lat
      return [place[1], place[0]];
    });
    const box = document.createElement("div");
    box.className = "choro-engine";
    box.style.height = `${Math.max(svg.getBoundingClientRect().height, 300)}px`;
    frame.append(box);
    const map = L.map(box, {
      attributionControl: false,
      zoomControl: false,
      fadeAnimation: !reducedMotion,
      zoomAnimation: !reducedMotion,
      inertia: !reducedMotion,
      zoomSnap: 0,
      zoomDelta: 0.75,
      wheelPxPerZoomLevel: 90,
      maxBoundsViscosity: 0.8,
      scrollWheelZoom: false,
    });
    map.fitBounds(bounds);
    map.setMinZoom(map.getZoom());
    map.setMaxZoom(map.getZoom() + 6);
    map.setMaxBounds(L.latLngBounds(bounds).pad(0.1));
    const overlay = L.svgOverlay(svg, bounds, { interactive: true }).addTo(map);
    this.printWhole(overlay);
    box.setAttribute("role", "region");
    // Of several maps on a page each has its own name.
    const [name] = (svg.getAttribute("aria-label") ?? "Map").split(". ");
    box.setAttribute("aria-label", `${name}. Arrow keys move it, plus and minus zoom.`);
    // A page that scrolls must not be caught by its map: the wheel zooms only a map that was chosen, one
    // finger drags only a map that was zoomed.
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.on("zoomend", () => svg.style.setProperty("--zoomed", 2 ** (map.getMinZoom() - map.getZoom())));
    if (matchMedia("(pointer: coarse)").matches) {
      const settle = () => map.dragging[map.getZoom() > map.getMinZoom() + 0.01 ? "enable" : "disable"]();
      map.on("zoomend", settle);
      settle();
    }
    this.addTools(map, bounds);
    this.map = map;
    this.tip = L.tooltip({ className: "gaps-tip", direction: "top", offset: [0, -8] });
    svg.addEventListener("pointermove", (event) => this.point(event));
    svg.addEventListener("pointerleave", () => map.closeTooltip(this.tip));
    map.on("click", (event) => this.choose(event.originalEvent));
    map.on("popupclose", () => this.chosen?.classList.remove("is-chosen"));
    frame.dataset.ready = "";
  }

  // Paper gets the whole picture, as the page has it without this file.
  printWhole(overlay) {
    const svg = this.svg;
    let placed;
    addEventListener("beforeprint", () => {
      placed = svg.style.cssText;
      svg.style.cssText = "";
      this.frame.append(svg);
    });
    addEventListener("afterprint", () => {
      overlay.getPane().append(svg);
      svg.style.cssText = placed;
    });
  }

  // Beside the map engine, not in it: on a phone they stand below the map and cover no area.
  addTools(map, bounds) {
    const tools = L.DomUtil.create("div", "choro-tools", this.frame);
    tools.append(L.control.zoom().addTo(map).getContainer());
    const bar = L.DomUtil.create("div", "leaflet-bar", tools);
    const button = L.DomUtil.create("a", "choro-whole", bar);
    button.href = `#${this.svg.id}`;
    button.role = "button";
    button.title = "Show the whole map";
    button.setAttribute("aria-label", "Show the whole map");
    button.textContent = "⤢";
    L.DomEvent.on(button, "click", (event) => {
      L.DomEvent.preventDefault(event);
      map.fitBounds(bounds);
    });
  }

  shapeOf(event) {
    const shape = event.target.closest?.("use");
    return shape && this.lines.has(shape) ? shape : null;
  }

  code(shape) {
    return shape.getAttribute("href").split("#")[1];
  }

  point(event) {
    if (event.pointerType === "touch") return;
    const shape = this.shapeOf(event);
    if (!shape) {
      this.map.closeTooltip(this.tip);
      return;
    }
    if (this.pointed !== shape) this.tip.setContent(this.words(shape));
    this.pointed = shape;
    this.tip.setLatLng(this.map.mouseEventToLatLng(event));
    if (!this.map.hasLayer(this.tip)) this.map.openTooltip(this.tip);
  }

  words(shape) {
    const box = document.createElement("div");
    this.lines.get(shape).forEach((line, place) => {
      const part = document.createElement(place ? "span" : "strong");
      part.textContent = place ? `\n${line}` : line;
      box.append(part);
    });
    return box;
  }

  choose(event) {
    const shape = this.shapeOf(event);
    if (!shape) return;
    const box = this.words(shape);
    if (this.approximate.has(this.code(shape))) box.append("\nOutline approximate");
    const link = document.createElement("a");
    link.href = `/area/${this.code(shape)}?release=${this.svg.dataset.release}`;
    link.className = "govuk-link";
    link.textContent = "See this area";
    box.append("\n", link);
    this.map.closeTooltip(this.tip);
    // On a phone the map cannot be moved aside for it: it stands wholly on the map, and the area is outlined.
    const room = this.map.getSize().x;
    const point = this.map.mouseEventToContainerPoint(event);
    const popup = L.popup({ className: "gaps-tip", maxWidth: Math.min(300, room - 90), minWidth: 50, autoPan: false })
      .setLatLng(this.map.containerPointToLatLng(point))
      .setContent(box)
      .openOn(this.map);
    const half = popup.getElement().offsetWidth / 2 + 6;
    point.x = Math.max(half, Math.min(point.x, room - half));
    popup.options.autoPan = true;
    popup.setLatLng(this.map.containerPointToLatLng(point));
    this.chosen = shape;
    shape.classList.add("is-chosen");
  }

  // values: {classes: "b11 b12 …:0417…", states: "s1 s2 …:0132…", lines: "1.2 km|…", ending: " to the nearest",
  // gaps: [3, 17], dots: [5]}, as drawn.
  show(values) {
    const classes = unpack(values.classes);
    const lines = values.lines.split("|");
    const gaps = new Set(values.gaps);
    const dots = new Set(values.dots);
    this.map.closePopup();
    this.pointed = null;
    this.shapes.forEach((shape, place) => {
      shape.setAttribute("class", classes[place]);
      const line = lines[place];
      const words = this.lines.get(shape);
      words[2] = /^\d/.test(line) ? line + values.ending : line;
    });
    this.addStates(values.states);
    drawPatterns(this.svg, this.shapes, (place) => (gaps.has(place) ? "gaps" : dots.has(place) ? "dots" : ""));
  }
}

// What is folded on the screen is open on paper.
const openForPaper = (root) => {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...root.querySelectorAll(".gaps-fold:not([open]), .gaps-more:not([open])")];
    folded.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((details) => (details.open = false)));
};

// What stands in the page beside the map is the server's words; only the map keeps its place and zoom.
class GapsPage {
  constructor(root, map) {
    this.root = root;
    this.map = map;
    this.form = root.querySelector("[data-gaps-form]");
    this.shown = new URLSearchParams(new FormData(this.form));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.address = location.pathname + location.search;
    addEventListener("popstate", () => {
      // A link within the page changes nothing that is shown.
      if (location.pathname + location.search !== this.address) location.reload();
    });
  }

  submit(event) {
    const asked = new URLSearchParams(new FormData(this.form));
    const same = ["district", "level", "release", "region"].every((name) => asked.get(name) === this.shown.get(name));
    if (!same || !this.map) return;
    event.preventDefault();
    this.change(asked);
  }

  showSmall(values, place) {
    const link = this.root.querySelectorAll(".gaps-small__link")[place];
    if (!link) return;
    link.href = values.href;
    link.querySelector("span").textContent = values.label;
    const names = unpack(values.classes);
    const shapes = [...link.querySelectorAll(".choro__areas use")];
    shapes.forEach((shape, n) => shape.setAttribute("class", names[n]));
    drawPatterns(link, shapes, (n) => PATTERN_OF[names[n]]);
  }

  async change(asked) {
    this.root.setAttribute("aria-busy", "true");
    try {
      const answers = await Promise.all(
        ["/gaps/values", "/gaps/words"].map(async (path) => {
          const answer = await fetch(`${path}?${asked}`, { headers: { Accept: "*/*" } });
          if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
          return path.endsWith("values") ? answer.json() : answer.text();
        }),
      );
      const values = answers[0];
      // Nothing to draw, or other small maps than there are: that is another page.
      if (!values.classes || values.small.length !== this.root.querySelectorAll(".gaps-small__link").length) {
        throw new Error("another page");
      }
      this.map.show(values);
      values.small.forEach((small, place) => this.showSmall(small, place));
      const fresh = new DOMParser().parseFromString(answers[1], "text/html");
      for (const part of fresh.querySelectorAll("[data-part]")) {
        this.root.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceWith(document.adoptNode(part));
      }
      this.shown = asked;
      history.pushState(null, "", values.address);
      this.address = location.pathname + location.search;
      const question = this.root.querySelector("h1").textContent;
      document.title = document.title.replace(/^.*(?= – )/, question);
      this.root.querySelector("[data-gaps-said]").textContent = this.root.querySelector(".gaps-answer").textContent;
    } catch {
      this.form.submit();
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }
}

const pictures = [...document.querySelectorAll("[data-choropleth]")];
// What is folded has no size yet.
const folded = pictures.filter((svg) => !svg.checkVisibility());
for (const svg of folded) svg.closest("details").addEventListener("toggle", () => new AreaMap(svg), { once: true });
const [map] = pictures.filter((svg) => !folded.includes(svg)).map((svg) => new AreaMap(svg));
const root = document.querySelector("[data-gaps]");
if (root) {
  new GapsPage(root, map);
  openForPaper(document);
}
