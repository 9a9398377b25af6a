// A click on the map of a what-if adds a place there. The form does the same without this file.
const EARTH_M = 6378137;
const radians = (degrees) => (degrees * Math.PI) / 180;
const northing = (lat) => EARTH_M * Math.log(Math.tan(Math.PI / 4 + radians(lat) / 2));
const latitude = (y) => (360 / Math.PI) * Math.atan(Math.exp(y / EARTH_M)) - 90;

for (const svg of document.querySelectorAll("[data-what-if-map]")) {
  const from = svg.dataset.addFrom;
  if (!from) continue;
  const [west, south] = svg.dataset.southWest.split(",").map(Number);
  const [east, north] = svg.dataset.northEast.split(",").map(Number);
  svg.dataset.ready = "";
  const hint = svg.closest("figure").querySelector("[data-what-if-hint]");
  if (hint) hint.hidden = false;
  svg.addEventListener("click", (event) => {
    const matrix = svg.getScreenCTM();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const box = svg.viewBox.baseVal;
    const lon = west + ((at.x - box.x) / box.width) * (east - west);
    const top = northing(north);
    const lat = latitude(top - ((at.y - box.y) / box.height) * (top - northing(south)));
    location.assign(`${from}&add=${lon.toFixed(5)},${lat.toFixed(5)}`);
  });
}
