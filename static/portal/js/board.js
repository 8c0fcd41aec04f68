// The board of circles: a card that is dragged to another column, and its link "Move", open the form of the member's
// page in a window, filled in. Nothing moves before the form is sent; without script the link leads to that page.
const dialog = document.querySelector("[data-board-dialog]")
const form = dialog?.querySelector("form")

function open(card, circle) {
  const { name, status, version } = card.dataset
  form.reset()
  form.action = card.querySelector("[data-board-move]").href
  dialog.querySelector("[data-board-name]").textContent = name
  const chosen = { status: circle === undefined ? status : "agreed", circle: circle ?? card.dataset.circle }
  for (const [field, value] of Object.entries(chosen)) {
    for (const radio of form.elements[field]) radio.checked = radio.value === value
  }
  form.elements.version.value = version
  dialog.showModal()
  form.elements.reason.focus()
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-board-move]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open(link.closest("[data-board-card]"))
  })
  form.querySelector(".form-acts a").addEventListener("click", (event) => {
    event.preventDefault()
    dialog.close()
  })

  const columns = [...document.querySelectorAll("[data-board-column]")]
  let dragged = null
  for (const card of document.querySelectorAll("[data-board-card]")) {
    card.draggable = true
    card.addEventListener("dragstart", (event) => {
      dragged = card
      event.dataTransfer.effectAllowed = "move"
      event.dataTransfer.setData("text/plain", card.dataset.name)
      card.classList.add("is-dragged")
    })
    card.addEventListener("dragend", () => {
      card.classList.remove("is-dragged")
      for (const column of columns) column.classList.remove("is-target")
      dragged = null
    })
  }
  const isNew = (column) => dragged && !column.contains(dragged)
  for (const column of columns) {
    column.addEventListener("dragover", (event) => {
      if (!isNew(column)) return
      event.preventDefault()
      column.classList.add("is-target")
    })
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove("is-target")
    })
    column.addEventListener("drop", (event) => {
      if (!isNew(column)) return
      event.preventDefault()
      open(dragged, column.dataset.boardColumn)
    })
  }
}
