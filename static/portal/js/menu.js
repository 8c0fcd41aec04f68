// Menus are <details data-menu>: they open without script; this closes them on Escape and on a click elsewhere.
document.documentElement.classList.add("js")

const openMenus = () => document.querySelectorAll("details[data-menu][open]")

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of openMenus()) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]")
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false
})
