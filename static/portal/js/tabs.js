// Tabs that do not fit scroll sideways: they begin at the one that is open.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const strip = tab.closest(".tabs")
  strip.scrollLeft = tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - strip.clientWidth / 3
}
