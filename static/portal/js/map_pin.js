// Maps of a page: those that show points, and those with a pin (data-pin) that fills in two fields. The fields stay the
// truth: what is typed moves the pin, and the form sends what they hold.
import { drawMap } from "./map.js"

const STEP = 2
const LARGE_STEP = 20
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }

const written = (degrees) => String(Number(degrees.toFixed(6)))
const read = (field, bound) => {
  const text = field.value.trim().replace("°", "").replace("\u2212", "-").replace(",", ".")
  const degrees = Number(text)
  return text !== "" && Math.abs(degrees) <= bound ? degrees : null
}

function addPin(element) {
  const { map, icon } = drawMap(element)
  const data = element.dataset
  const frame = element.closest("[data-map-frame]")
  const said = frame.querySelector("[data-map-said]")
  const latitude = document.getElementById(data.pinLatitude)
  const longitude = document.getElementById(data.pinLongitude)
  const clear = frame.querySelector("[data-map-clear]")
  const pin = L.marker(map.getCenter(), { icon, draggable: true, autoPan: true, alt: data.pinName, title: data.pinName })

  const show = (point) => {
    clear.hidden = point === null
    if (point === null) pin.remove()
    else pin.setLatLng(point).addTo(map)
  }
  const write = (first, second) => {
    latitude.value = first
    longitude.value = second
    // For the guard that asks before typed text is left behind.
    latitude.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const place = (point) => {
    const { lat, lng } = point.wrap()
    show([lat, lng])
    write(written(lat), written(lng))
    said.textContent = data.pinSaid.replace("{latitude}", written(lat)).replace("{longitude}", written(lng))
  }
  const fromFields = () => {
    const [lat, lng] = [read(latitude, 90), read(longitude, 180)]
    if (lat === null || lng === null) return show(null)
    show([lat, lng])
    if (!map.getBounds().contains([lat, lng])) map.setView([lat, lng], Math.max(map.getZoom(), 13))
  }
  // "43.2965, 5.3698", as maps on the web give it, is both fields at once.
  latitude.addEventListener("change", () => {
    const both = longitude.value.trim() ? null : latitude.value.trim().match(/^([^\s;]+?)(?:\s*;\s*|,?\s+)([^\s;]+)$/)
    if (both) [, latitude.value, longitude.value] = both
    fromFields()
  })
  longitude.addEventListener("change", fromFields)

  map.on("click", (event) => place(event.latlng))
  pin.on("dragend", () => place(pin.getLatLng()))
  pin.on("add", () => {
    pin.getElement().addEventListener("keydown", (event) => {
      const move = MOVES[event.key]
      if (!move) return
      event.preventDefault()
      // Else the map would move too.
      event.stopPropagation()
      const step = event.shiftKey ? LARGE_STEP : STEP
      // Not by the points of the screen, which are rounded: up and down again must lead back.
      place(map.unproject(map.project(pin.getLatLng()).add([move[0] * step, move[1] * step])))
      map.panInside(pin.getLatLng(), { padding: [40, 40] })
    })
  })
  frame.querySelector("[data-map-centre]").addEventListener("click", () => place(map.getCenter()))
  clear.addEventListener("click", () => {
    show(null)
    write("", "")
    said.textContent = data.pinGone
    frame.querySelector("[data-map-centre]").focus()
  })
  fromFields()
}

for (const element of document.querySelectorAll("[data-map]")) {
  if ("pin" in element.dataset) addPin(element)
  else drawMap(element)
}
