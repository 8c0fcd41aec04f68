// The preview of a plan. In its calendar a meeting that may still change is dragged to another day, or moved by the arrow
// keys: left and right by a day (weekends are left out), up and down by a week. Both send the form [data-plan-move]; htmx
// swaps the plan, and the focus comes back to the meeting, or to the button that was pressed in the list. Without script
// the calendar leads to the list, where a form does the same.
const DAY = 24 * 3600 * 1000
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }
let moved = null
let pressed = ""
let sending = false

const form = () => document.querySelector("[data-plan-move]")
const itemOf = (target) => target.closest?.("[data-plan-months] [data-plan-key]")
const dayOf = (target) => target.closest?.("[data-plan-months] [data-date]")

function move(key, date) {
  if (sending) return
  const fields = form().elements
  fields.key.value = key
  fields.to.value = date
  moved = key
  sending = true
  form().requestSubmit()
}

function later(date, step) {
  let day = new Date(`${date}T12:00:00Z`)
  do {
    day = new Date(day.getTime() + step * DAY)
  } while ([0, 6].includes(day.getUTCDay()) && Math.abs(step) === 1)
  return day.toISOString().slice(0, 10)
}

function prepare() {
  for (const hint of document.querySelectorAll("[data-plan-hint]")) hint.hidden = false
  for (const item of document.querySelectorAll("[data-plan-months] [data-plan-key]")) {
    item.draggable = true
    item.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight ArrowUp ArrowDown")
  }
}

document.addEventListener("keydown", (event) => {
  const item = itemOf(event.target)
  const step = STEPS[event.key]
  if (!item || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  move(item.dataset.planKey, later(dayOf(item).dataset.date, step))
})

let dragged = null
document.addEventListener("dragstart", (event) => {
  dragged = itemOf(event.target)
  if (!dragged) return
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setData("text/plain", dragged.dataset.planKey)
  dragged.classList.add("is-dragged")
})
function leave() {
  for (const day of document.querySelectorAll(".day.is-target")) day.classList.remove("is-target")
}
document.addEventListener("dragover", (event) => {
  const day = dragged && dayOf(event.target)
  if (!day || day.contains(dragged)) return
  event.preventDefault()
  if (day.classList.contains("is-target")) return
  leave()
  day.classList.add("is-target")
})
document.addEventListener("drop", (event) => {
  const day = dragged && dayOf(event.target)
  if (!day || day.contains(dragged)) return
  event.preventDefault()
  move(dragged.dataset.planKey, day.dataset.date)
})
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged")
  dragged = null
  leave()
})

document.addEventListener("htmx:beforeSwap", () => {
  pressed = document.activeElement?.closest("#plan") ? document.activeElement.id : ""
})
document.addEventListener("htmx:afterRequest", () => {
  sending = false
})
document.addEventListener("htmx:afterSettle", () => {
  prepare()
  const button = pressed && document.getElementById(pressed)
  let target = button && button.offsetParent !== null ? button : document.activeElement
  pressed = ""
  if (moved) {
    const items = [...document.querySelectorAll("[data-plan-key]")].filter((item) => item.dataset.planKey === moved)
    target = items.find((item) => item.offsetParent !== null)
    moved = null
  }
  if (!target?.closest("#plan")) return
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: "nearest" })
})
prepare()
