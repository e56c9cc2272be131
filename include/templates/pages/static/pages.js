// Inside Airflow our page lives in a sandboxed frame: follow the theme of the page around us, and open Airflow's
// own pages there, because the frame itself may not. Outside a frame the page works without this script.
"use strict";

const outside = window.parent === window ? null : window.parent.document;

function followTheme() {
  const isDark = outside.documentElement.classList.contains("dark");
  document.documentElement.classList.toggle("dark", isDark);
  document.documentElement.classList.toggle("light", !isDark);
}

function openOutside(event) {
  const link = event.target.closest("a[data-airflow]");
  if (!link) return;
  event.preventDefault();
  const copy = outside.createElement("a");
  copy.href = link.href;
  outside.body.append(copy);
  copy.click();
  copy.remove();
}

if (outside) {
  followTheme();
  new MutationObserver(followTheme).observe(outside.documentElement, { attributes: true, attributeFilter: ["class"] });
  document.addEventListener("click", openOutside);
}
