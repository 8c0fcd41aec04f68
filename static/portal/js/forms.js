// Forms: the errors on top take the focus, their links lead into editors too, typed text is not left behind unasked,
// and a form that was sent is not sent again by a second click.
const summary = document.querySelector("[data-error-summary]")
if (summary) summary.focus()

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']")
  if (!link) return
  const target = document.getElementById(link.hash.slice(1))
  const editable = target?.closest("[data-editor]")?.querySelector("[contenteditable]")
  const focusable = editable || target
  if (!focusable) return
  event.preventDefault()
  focusable.focus()
  focusable.scrollIntoView({ block: "center" })
})

const dirty = new Set()
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]")
  if (form) dirty.add(form)
})
// The autosave says "saved": nothing is left to lose.
document.addEventListener("portal:saved", (event) => dirty.delete(event.target))

document.addEventListener("submit", (event) => {
  const form = event.target
  // What was typed in another form of the page would still be left behind.
  dirty.delete(form)
  if (form.method !== "post" || event.defaultPrevented || form.closest("[hx-post]")) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = "1"
  // A download or an error of the browser leaves the page standing: let it be sent again.
  setTimeout(() => delete form.dataset.sent, 4000)
})
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent
})
window.addEventListener("beforeunload", (event) => {
  for (const form of dirty) if (form.isConnected) event.preventDefault()
})
