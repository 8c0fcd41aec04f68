// Attendance on a phone. The search box filters the lines as one types, the box below keeps those to note still; what
// others noted comes every twenty seconds, but not while somebody holds a finger on the list or the page is hidden. A tap
// that did not reach the server is said. Without script the search is sent, and every button saves by loading the page.
const search = document.querySelector("[data-attendance-search]")
const failed = document.querySelector("[data-attendance-failed]")
const none = document.querySelector("[data-attendance-none]")

// The fold of the server (portal.core.fold), as far as names need it.
const LETTERS = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d" }
const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[œæøłđ]/g, (letter) => LETTERS[letter])
    .replace(/[\s'’‘\-‐‑–—./,;:!?()]+/g, " ")
    .trim()

function filter() {
  if (!search) return
  const words = fold(search.elements.q.value)
  const onlyToNote = search.elements.reste.checked
  let shown = 0
  for (const group of document.querySelectorAll("[data-attendance-group]")) {
    let here = 0
    for (const line of group.querySelectorAll("[data-attendance-line]")) {
      const fits = line.dataset.attendanceLine.includes(words) && !(onlyToNote && "noted" in line.dataset)
      line.hidden = !fits
      if (fits) here += 1
    }
    group.hidden = here === 0
    shown += here
  }
  if (none) none.hidden = shown > 0
}

if (search) {
  for (const button of search.querySelectorAll("[data-attendance-without-script]")) button.hidden = true
  search.addEventListener("input", filter)
  search.addEventListener("submit", (event) => {
    event.preventDefault()
    filter()
  })
  filter()
}

let touched = 0
document.addEventListener("pointerdown", () => (touched = Date.now()))
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches("[data-attendance-poll]")) return
  if (document.hidden || Date.now() - touched < 3000) event.preventDefault()
})
document.addEventListener("htmx:afterSettle", filter)
document.addEventListener("htmx:afterRequest", (event) => {
  if (!failed || event.target.matches("[data-attendance-poll]")) return
  failed.hidden = event.detail.successful
  if (!event.detail.successful) failed.scrollIntoView({ block: "nearest" })
})
