// The base of every map: Leaflet on an element with data-map (see the component map_box), its background, its points.
// The list or the fields beside it say the same: whoever has no script or no sight of it misses nothing.
const L = window.L

const FRANCE = [[42.3, -4.8], [51.1, 8.2]]
const DOOR = 16

function icon({ icon, icon2x, shadow }) {
  return L.icon({
    iconUrl: icon, iconRetinaUrl: icon2x, shadowUrl: shadow,
    iconSize: [25, 41], iconAnchor: [12, 41], popupAnchor: [1, -34], shadowSize: [41, 41],
  })
}

// A window of plain text: what people typed never becomes markup.
function words(point) {
  const box = document.createElement("div")
  for (const [tag, text] of [["strong", point.title], ["p", point.text]]) {
    if (!text) continue
    const line = box.appendChild(document.createElement(tag))
    line.textContent = text
  }
  if (point.url) {
    const link = box.appendChild(document.createElement("p")).appendChild(document.createElement("a"))
    link.href = point.url
    link.textContent = point.link
  }
  return box
}

/** Draw the map of `element` and return {map, icon, markers}; `layer` takes the markers (a cluster, for instance). */
export function drawMap(element, { layer } = {}) {
  const data = element.dataset
  const frame = element.closest("[data-map-frame]")
  frame.hidden = false
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, worldCopyJump: true, maxZoom: 19, scrollWheelZoom: false,
    zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  })
  L.control.zoom({ zoomInTitle: data.zoomIn, zoomOutTitle: data.zoomOut }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  // A page that scrolls under the wheel must not zoom by accident: the wheel is the map's once it has the focus.
  map.on("focus", () => map.scrollWheelZoom.enable())
  map.on("blur", () => map.scrollWheelZoom.disable())
  if (data.tiles) {
    const tiles = L.tileLayer(data.tiles, { maxZoom: 19, attribution: data.attribution })
    const note = frame.querySelector("[data-map-note]")
    tiles.on("tileerror", () => { note.hidden = false })
    tiles.on("tileload", () => { note.hidden = true })
    if (data.attribution) L.control.attribution({ prefix: false }).addTo(map)
    tiles.addTo(map)
  }

  const points = JSON.parse(document.getElementById(data.points).textContent)
  const image = icon(data)
  const markers = points.map((point) => markerOf(point, image, data.close))
  const group = (layer ?? L.layerGroup()).addTo(map)
  for (const marker of markers) group.addLayer(marker)

  if (data.zoom) map.setView([data.latitude, data.longitude], Number(data.zoom))
  else if (markers.length === 1) map.setView(markers[0].getLatLng(), DOOR)
  else if (markers.length) map.fitBounds(L.latLngBounds(markers.map((one) => one.getLatLng())), { padding: [32, 32], maxZoom: DOOR })
  else map.fitBounds(FRANCE)
  return { map, icon: image, markers }
}

/** Return the marker of `point` (latitude, longitude, title, text, url, link), whose window says so in plain text. */
export function markerOf(point, image, close) {
  const name = [point.title, point.text].filter(Boolean).join(", ")
  const marker = L.marker([point.latitude, point.longitude], { icon: image, alt: name, title: point.title })
  marker.bindPopup(words(point))
  marker.on("popupopen", () => nameClose(marker, close))
  return marker
}

function nameClose(marker, name) {
  const button = marker.getPopup().getElement()?.querySelector(".leaflet-popup-close-button")
  if (button) button.ariaLabel = name
}
