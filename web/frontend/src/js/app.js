// What every page adds when JavaScript runs. Every page works without it.
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { addLocating } from "./lib/locate.js";
import { addLiveList } from "./lib/livelist.js";
import { addSheetActions, addChoosing } from "./lib/shortlist.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const [name, Component] of [
  ["govuk-skip-link", SkipLink],
  ["govuk-exit-this-page", ExitThisPage],
  ["govuk-error-summary", ErrorSummary],
]) {
  for (const element of document.querySelectorAll(`[data-module="${name}"]`)) new Component(element);
}
addLocating();
addChoosing();
addSheetActions();
addLiveList();

const drawMaps = async () => {
  const places = document.querySelectorAll("[data-map]");
  if (!places.length) return;
  const { drawMap } = await import("./lib/map.js");
  places.forEach(drawMap);
};
document.addEventListener("list:changed", drawMaps);
drawMaps();
