// A button with data-copy="#id" copies that field's value and says so for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]")
  if (!button) return
  const source = document.querySelector(button.dataset.copy)
  const text = source.value ?? source.textContent
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Plain http has no clipboard: select the text, so that Ctrl+C is all that is left to do.
    source.focus()
    source.select?.()
    return
  }
  const words = button.querySelector("span") ?? button
  const before = button.dataset.before ?? words.textContent
  button.dataset.before = before
  words.textContent = button.dataset.copied
  words.setAttribute("aria-live", "polite")
  setTimeout(() => { words.textContent = before }, 2500)
})
