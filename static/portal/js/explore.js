// The filters of the map of solutions: what htmx swaps keeps what the reader had opened, and says what is found now.
const said = () => document.querySelector("[data-explore-said]")
let opened = new Set()

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "explore") return
  opened = new Set([...event.target.querySelectorAll("details[open][id]")].map((one) => one.id))
})

document.addEventListener("htmx:afterSettle", () => {
  const explore = document.getElementById("explore")
  if (!explore) return
  for (const one of explore.querySelectorAll("details[id]")) if (opened.has(one.id)) one.open = true
  const count = explore.querySelector("[data-explore-count]").textContent.trim()
  if (said().textContent !== count) said().textContent = count
})

// A button that names one of the reader's own areas fills in the field, so that the address says it once.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-set-area]")
  if (!button) return
  event.preventDefault()
  const field = document.getElementById("filter-area")
  field.value = button.dataset.setArea
  field.dispatchEvent(new Event("change", { bubbles: true }))
  field.focus()
})

// Where the browser cannot show closed details, the filters of a wide window are opened.
if (!CSS.supports("selector(::details-content)") && window.matchMedia("(min-width: 64rem)").matches) {
  document.getElementById("explore-panel").open = true
}
