/* A test page prints itself, once: Chromium --kiosk-printing asks nothing. */
if (document.querySelector("[data-print-now]")) addEventListener("load", () => window.print());
