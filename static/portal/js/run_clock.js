// The clock of the item that runs: <p data-run-clock="<begun>" data-now="<the server's now>" data-minutes="10"> counts in
// [data-run-taken] and its <progress>. Display only: what is pressed goes to the server, which keeps the hours.
const clock = document.querySelector("[data-run-clock]")
if (clock) {
  const taken = clock.querySelector("[data-run-taken]")
  const bar = clock.querySelector("progress")
  // The clock of a phone may be wrong: what counts is the server's, and how long the page has been open.
  const before = Date.parse(clock.dataset.now) - Date.parse(clock.dataset.runClock)
  const opened = performance.now()
  const show = () => {
    const seconds = Math.max(0, Math.floor((before + performance.now() - opened) / 1000))
    taken.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    bar.value = seconds / 60
  }
  show()
  setInterval(show, 1000)
}
