// What every page adds when JavaScript runs. Every page works without it.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
