// A form with data-autosave="<address>" saves itself a moment after the last key.
//
// It posts the whole form with the header X-Autosave: 1. The answer is JSON: {"message": "…", "values": {"version": "4"}}
// with 200 when it was saved: the values go into the fields of these names. Any other status is a refusal (409 stale,
// 422 refused text) whose message is shown, and whose "html" goes into the form's [data-autosave-answer]; the text
// stays. After 409 nothing is saved by itself any more. One request at a time, so that versions never overtake.
const DELAY = 1200
const states = new WeakMap()

function show(form, words, refused = false) {
  const place = form.querySelector("[data-save-state]")
  if (!place) return
  place.textContent = words
  place.classList.toggle("is-refused", refused)
}
const words = (form, name) => form.querySelector("[data-save-state]")?.dataset[name] ?? ""

async function save(form) {
  const state = states.get(form)
  if (state.stopped || !form.isConnected) return
  if (state.running) {
    state.again = true
    return
  }
  state.running = true
  state.again = false
  show(form, words(form, "saving"))
  const edits = state.edits
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1", Accept: "application/json" },
      redirect: "error",
    })
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("no JSON")
    const body = await answer.json()
    for (const [name, value] of Object.entries(body.values ?? {})) {
      if (form.elements[name]) form.elements[name].value = value
    }
    const place = form.querySelector("[data-autosave-answer]")
    if (place) place.innerHTML = body.html ?? ""
    if (answer.ok) {
      if (edits === state.edits) {
        show(form, body.message || words(form, "saved"))
        form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }))
      }
    } else {
      state.stopped = answer.status === 409
      show(form, body.message || words(form, "failed"), true)
    }
  } catch {
    show(form, words(form, "failed"), true)
  } finally {
    state.running = false
    if (state.again) save(form)
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-autosave]")
  if (!form) return
  const state = states.get(form) ?? { edits: 0 }
  states.set(form, state)
  state.edits += 1
  if (!state.stopped) show(form, words(form, "unsaved"))
  clearTimeout(state.timer)
  state.timer = setTimeout(() => save(form), DELAY)
})
