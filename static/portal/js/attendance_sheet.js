// The signed sheet is typed in from the keyboard: a letter chooses and goes to the next line, Enter and the up and down
// arrows change line. Letters are those of the labels shown, so that they follow the language of the page.
const form = document.querySelector("[data-sheet]")
const rows = form ? [...form.querySelectorAll("[data-sheet-row]")] : []

function go(index) {
  const row = rows[index]
  const target = row && (row.querySelector("input[type=radio]:checked") ?? row.querySelector("input[type=radio]"))
  if (!target) return
  target.focus({ preventScroll: true })
  row.scrollIntoView({ block: "center" })
}

function choose(row, letter) {
  for (const label of row.querySelectorAll(".presence-choices label")) {
    if (label.textContent.trim().charAt(0).toLowerCase() !== letter) continue
    const radio = label.querySelector("input")
    if (!radio.checked) {
      radio.checked = true
      radio.dispatchEvent(new Event("input", { bubbles: true }))
    }
    return true
  }
  return false
}

if (rows.length) {
  for (const hint of document.querySelectorAll("[data-sheet-hint]")) hint.hidden = false
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-sheet-row]")
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return
    const index = rows.indexOf(row)
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault()
      if (index + 1 < rows.length) go(index + 1)
      else form.querySelector("button[type=submit]").focus()
    } else if (event.key === "ArrowUp") {
      event.preventDefault()
      go(index - 1)
    } else if (event.key.length === 1 && choose(row, event.key.toLowerCase())) {
      event.preventDefault()
      if (index + 1 < rows.length) go(index + 1)
      else form.querySelector("button[type=submit]").focus()
    }
  })
}
