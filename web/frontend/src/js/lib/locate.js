// "Use where I am now": rounded here, before anything is sent, to about 100 metres.
const DECIMALS = 3;

export function addLocating() {
  for (const button of document.querySelectorAll("[data-locate]")) {
    const problem = document.querySelector("[data-locate-problem]");
    if (!("geolocation" in navigator)) {
      button.closest("p").hidden = true;
      continue;
    }
    button.addEventListener("click", () => {
      problem.hidden = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const here = new URLSearchParams({
            lat: coords.latitude.toFixed(DECIMALS),
            lon: coords.longitude.toFixed(DECIMALS),
          });
          location.assign(`/near?${here}`);
        },
        () => {
          problem.textContent = "Your phone did not say where you are. Enter a postcode or a place instead.";
          problem.hidden = false;
        },
        { maximumAge: 600000, timeout: 10000 },
      );
    });
  }
}
