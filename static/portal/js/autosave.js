// A form with data-autosave="<address>" saves itself a moment after the last key.
//
// It posts the whole form with the header X-Autosave: 1. The answer is JSON: {"message": "…", "values": {"version": "4"}}
// with 200 when it was saved: the values go into the fields of these names. Any other status is a refusal (409 stale,
// 422 refused text) whose message is shown, and whose "html" goes into the form's [data-autosave-answer]; the text
// stays. After 409 nothing is saved by itself any more. One request at a time, so that versions never overtake.
//
// With data-autosave-only the buttons of the form save in the same way, so that the rest of the page stays as it is; the
// button that was pressed is part of what is sent. A field whose value comes back is told by the event portal:value.
const DELAY = 1200
const RETRY = 15000
const states = new WeakMap()

function show(form, words, refused = false) {
  const place = form.querySelector("[data-save-state]")
  if (!place) return
  place.textContent = words
  place.classList.toggle("is-refused", refused)
}
const words = (form, name) => form.querySelector("[data-save-state]")?.dataset[name] ?? ""

const stateOf = (form) => {
  if (!states.has(form)) states.set(form, { edits: 0 })
  return states.get(form)
}

function answer(form, html) {
  const place = form.querySelector("[data-autosave-answer]")
  if (!place) return
  const hadFocus = place.contains(document.activeElement)
  place.innerHTML = html
  if (hadFocus) form.querySelector("[contenteditable], textarea, input:not([type=hidden]), button")?.focus()
}

async function save(form, button = null) {
  const state = stateOf(form)
  if ((state.stopped && !button) || !form.isConnected) return
  if (state.running) {
    state.again = true
    state.button = button ?? state.button
    return
  }
  clearTimeout(state.timer)
  state.running = true
  state.again = false
  show(form, words(form, "saving"))
  const edits = state.edits
  // A choice between two texts: nothing is typed into the one that is about to be replaced.
  const isChoice = Boolean(button?.name)
  if (isChoice) form.inert = true
  try {
    const answered = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Autosave": "1", Accept: "application/json" },
      redirect: "error",
    })
    if (!(answered.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("no JSON")
    const body = await answered.json()
    for (const [name, value] of Object.entries(body.values ?? {})) {
      const field = form.elements[name]
      if (!field) continue
      field.value = value
      field.dispatchEvent(new CustomEvent("portal:value"))
    }
    answer(form, body.html ?? "")
    if (answered.ok) {
      state.stopped = false
      if (edits === state.edits) {
        show(form, body.message || words(form, "saved"))
        form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }))
      }
    } else {
      state.stopped = answered.status === 409
      show(form, body.message || words(form, "failed"), true)
    }
  } catch {
    show(form, words(form, "failed"), true)
    state.timer = setTimeout(() => save(form), RETRY)
  } finally {
    state.running = false
    if (isChoice) {
      form.inert = false
      form.querySelector("[contenteditable], textarea")?.focus()
    }
    const next = state.button ?? null
    state.button = null
    if (state.again) save(form, next)
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-autosave]")
  if (!form) return
  const state = stateOf(form)
  state.edits += 1
  if (!state.stopped) show(form, words(form, "unsaved"))
  clearTimeout(state.timer)
  state.timer = setTimeout(() => save(form), DELAY)
})

// Before forms.js hears of it: this form is not sent, the page stays.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (!form.matches?.("form[data-autosave-only]")) return
  event.preventDefault()
  event.stopPropagation()
  save(form, event.submitter)
}, true)
