// Lists that are put in order: <ol class="reorder" data-reorder="<form id>"> with <li data-id="…">.
//
// Without script the buttons of the component reorder_moves post "up" or "down" to the form. With it, they and dragging
// by [data-handle] move the row at once and post {order: "3,1,2"} to the form's address in the background.
const live = document.createElement("p")
live.className = "visually-hidden"
live.setAttribute("role", "status")
document.body.append(live)

async function send(list) {
  const form = document.getElementById(list.dataset.reorder)
  const data = new FormData(form)
  data.set("order", [...list.children].map((row) => row.dataset.id).join(","))
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: data, headers: { "X-Reorder": "1" }, redirect: "follow",
    })
    if (!answer.ok) throw new Error(answer.status)
    list.dispatchEvent(new CustomEvent("portal:reordered", { bubbles: true }))
  } catch {
    location.reload()
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-reorder] [data-move]")
  if (!button) return
  event.preventDefault()
  const list = button.closest("[data-reorder]")
  const row = button.closest("li")
  const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling
  if (!other) return
  button.dataset.move === "up" ? other.before(row) : other.after(row)
  const left = getComputedStyle(button).visibility === "hidden"
  const target = left ? row.querySelector(`[data-move]:not([data-move="${button.dataset.move}"])`) : button
  target?.focus()
  live.textContent = `${[...list.children].indexOf(row) + 1} / ${list.children.length}`
  send(list)
})

let dragged = null
document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-reorder] [data-handle]")
  if (!handle || event.button !== 0) return
  event.preventDefault()
  dragged = { row: handle.closest("li"), moved: false }
  dragged.row.classList.add("is-dragged")
})
document.addEventListener("pointermove", (event) => {
  if (!dragged) return
  const list = dragged.row.parentElement
  for (const row of list.children) {
    if (row === dragged.row) continue
    const box = row.getBoundingClientRect()
    if (event.clientY < box.top || event.clientY > box.bottom) continue
    const before = event.clientY < box.top + box.height / 2
    if (before ? row.previousElementSibling !== dragged.row : row.nextElementSibling !== dragged.row) {
      before ? row.before(dragged.row) : row.after(dragged.row)
      dragged.moved = true
    }
  }
})
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    if (!dragged) return
    dragged.row.classList.remove("is-dragged")
    if (dragged.moved) send(dragged.row.parentElement)
    dragged = null
  })
}
