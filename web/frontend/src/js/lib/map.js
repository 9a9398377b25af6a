// A map in step with a list: choose a pin and the list follows, choose a listing and the pin follows.
import {
  Circle,
  CircleMarker,
  Control,
  DivIcon,
  LatLngBounds,
  Map as LeafletMap,
  Marker,
  SVGOverlay,
  TileLayer,
  Tooltip,
} from "leaflet/dist/leaflet-src.esm.js";

const SVG = "http://www.w3.org/2000/svg";
const MILE_M = 1609.344;
const LANDMARKS_FROM_ZOOM = 12;
const MOST_NAMES = 24;
const RINGS_MILES = [0.5, 1, 2, 3, 5, 10, 20, 40];

export function drawMap(place) {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "true";
  const cards = [...document.querySelectorAll("[data-card][data-lon]")];
  const own = [...place.querySelectorAll(".app-map__pin")];
  const dots = [...place.querySelectorAll(".app-map__dot")];
  if (!cards.length && !own.length && !dots.length) return;
  const [lon, lat] = place.dataset.centre.split(",").map(Number);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const picture = place.querySelector("svg");
  const canvas = document.createElement("div");
  canvas.className = "app-map__canvas";
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", picture.getAttribute("aria-label"));
  place.append(canvas);
  const map = new LeafletMap(canvas, {
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
    scrollWheelZoom: false,
    maxZoom: 16,
    minZoom: 8,
    zoomSnap: 0.25,
  });
  map.attributionControl.setPrefix(false);
  const [west, south, east, north] = place.dataset.view.split(",").map(Number);
  // Room on the left, so that the buttons lie on no pin.
  map.fitBounds([[south, west], [north, east]], { animate: false, paddingTopLeft: [48, 0] });
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  // Names lie under the pins, so that none hides one.
  map.createPane("names").style.zIndex = 450;
  const pins = own.map((pin) => pin.dataset.at.split(",").map(Number).reverse());
  if (place.dataset.origin === "1") pins.push([lat, lon]);
  if (place.dataset.origin === "1") pins.push(...addOrigin(map, lat, lon));
  addGround(map, place.dataset, pins);
  if (cards.length) addPins(map, cards, still);
  else {
    addOwnPins(map, own, still);
    for (const dot of dots) {
      const at = dot.dataset.at.split(",").map(Number).reverse();
      map.addLayer(new CircleMarker(at, { radius: 4, className: "app-map__dot", interactive: false }));
    }
    map.addControl(new Control.Scale({ metric: false }));
  }
  place.classList.add("app-map--live");
}

function addGround(map, given, pins) {
  if (given.tileUrl) {
    map.addLayer(new TileLayer(given.tileUrl, { attribution: given.tileCredit, maxZoom: 19 }));
    return;
  }
  const ground = document.createElementNS(SVG, "svg");
  ground.setAttribute("viewBox", given.outlinesBox);
  ground.setAttribute("preserveAspectRatio", "none");
  for (const shape of given.shapes.split(" ")) {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", shape);
    use.setAttribute("class", "app-map__land");
    ground.append(use);
  }
  const [south, west, north, east] = given.outlinesBounds.split(",").map(Number);
  map.addLayer(new SVGOverlay(ground, new LatLngBounds([south, west], [north, east]), { pane: "tilePane" }));
  const names = given.places.split(";").filter(Boolean).map((text) => text.split("|"));
  const shown = [];
  const showNames = () => {
    shown.splice(0).forEach((label) => map.removeLayer(label));
    const size = map.getSize();
    const taken = pins.map((at) => [map.latLngToContainerPoint(at).x, map.latLngToContainerPoint(at).y, 20]);
    for (const [lon, lat, name, landmark] of names) {
      if (landmark && map.getZoom() < LANDMARKS_FROM_ZOOM) continue;
      const at = [Number(lat), Number(lon)];
      const { x, y } = map.latLngToContainerPoint(at);
      const half = Math.max(34, name.length * 3.3);
      const clear = (move) =>
        x > half && x < size.x - half && y + move > 12 && y + move < size.y - 12 &&
        taken.every(([tx, ty, th]) => Math.abs(tx - x) > th + half || Math.abs(ty - y - move) > 23);
      const move = (landmark ? [0] : [0, -26, 26]).find(clear);
      if (move === undefined) continue;
      taken.push([x, y + move, half]);
      const label = new Tooltip({
        permanent: true,
        direction: landmark ? "bottom" : "center",
        offset: [0, landmark ? -4 : move],
        pane: "names",
        className: `app-map__place${landmark ? " app-map__place--landmark" : ""}`,
        interactive: false,
      });
      label.setLatLng(at).setContent(Object.assign(document.createElement("span"), { textContent: name }));
      map.addLayer(label);
      shown.push(label);
      if (shown.length > MOST_NAMES) break;
    }
  };
  showNames();
  map.on("zoomend moveend", showNames);
}

function addOrigin(map, lat, lon) {
  const here = [lat, lon];
  const bounds = map.getBounds();
  const labels = [];
  const half = map.distance(bounds.getCenter(), [bounds.getNorth(), bounds.getCenter().lng]);
  for (const miles of RINGS_MILES.filter((each) => each * MILE_M > half * 0.28 && each * MILE_M < half * 2.5)) {
    map.addLayer(new Circle(here, { radius: miles * MILE_M, className: "app-map__ring", fill: false, interactive: false }));
    const north = lat + (miles * MILE_M) / 111320;
    labels.push([north, lon]);
    const words = miles < 1 ? "half a mile" : `${miles} mile${miles === 1 ? "" : "s"}`;
    map.addLayer(
      new Tooltip({ permanent: true, direction: "top", className: "app-map__place app-map__place--ring", offset: [0, 4], pane: "names" })
        .setLatLng([north, lon])
        .setContent(words),
    );
  }
  map.addLayer(new CircleMarker(here, { radius: 8, className: "app-map__here", interactive: false }));
  return labels;
}

function pinAt(map, lat, lon, label, title, approximate) {
  const pin = new Marker([lat, lon], {
    icon: new DivIcon({ className: `app-pin${approximate ? " app-pin--approximate" : ""}`, html: label, iconSize: [30, 30] }),
    keyboard: true,
    riseOnHover: true,
  });
  map.addLayer(pin);
  pin.getElement().setAttribute("aria-label", title);
  return pin;
}

// Leaflet turns Enter on a pin into a keypress, and every other key too.
function onChosen(pin, act) {
  pin.on("click keypress", (event) => {
    if (event.type === "click" || event.originalEvent.key === "Enter") act();
  });
}

function goTo(line, link, still) {
  line.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "center" });
  if (!link) line.tabIndex = -1;
  (link ?? line).focus({ preventScroll: true });
}

function addPins(map, cards, still) {
  const spots = new Map();
  for (const card of cards) {
    const key = `${card.dataset.lon},${card.dataset.lat}`;
    spots.set(key, [...(spots.get(key) ?? []), card]);
  }
  for (const [key, group] of spots) {
    const [lon, lat] = key.split(",").map(Number);
    const [first] = group;
    const name = first.querySelector("h3").textContent.trim();
    const more = group.length > 1 ? ` and ${group.length - 1} more` : "";
    const recruiting = group.some((card) => "recruiting" in card.dataset);
    const pin = pinAt(
      map,
      lat,
      lon,
      `${first.dataset.number}${more ? "+" : ""}`,
      `${first.dataset.number}: ${name}${more}${recruiting ? ", volunteers needed" : ""}. Go to it in the list`,
      "approximate" in first.dataset,
    );
    if (recruiting) pin.getElement().classList.add("app-pin--recruiting");
    pin.setZIndexOffset(1000 - Number(first.dataset.number));
    const mark = (on) => {
      pin.getElement()?.classList.toggle("app-pin--matched", on);
      group.forEach((card) => card.classList.toggle("is-matched", on));
    };
    const element = pin.getElement();
    element.addEventListener("focus", () => mark(true));
    element.addEventListener("blur", () => mark(false));
    pin.on("mouseover", () => mark(true));
    pin.on("mouseout", () => mark(false));
    onChosen(pin, () => goTo(first, first.querySelector("h3 a"), still));
    for (const card of group) {
      const here = () => {
        mark(true);
        if (!map.getBounds().contains([lat, lon])) map.panTo([lat, lon], { animate: !still });
      };
      card.addEventListener("focusin", here);
      card.addEventListener("focusout", () => mark(false));
      card.addEventListener("mouseenter", here);
      card.addEventListener("mouseleave", () => mark(false));
    }
  }
}

function addOwnPins(map, own, still) {
  for (const link of own) {
    const [lon, lat] = link.dataset.at.split(",").map(Number);
    const approximate = link.classList.contains("app-map__pin--approximate");
    const line = document.getElementById(link.getAttribute("href").slice(1));
    const numbered = own.length > 1 || line?.closest("ol");
    const pin = pinAt(map, lat, lon, numbered ? link.textContent.trim() : "", link.getAttribute("aria-label"), approximate);
    if (line) onChosen(pin, () => goTo(line, line.querySelector("a"), still));
  }
}
