// The places of solutions on the map: asked for by what is in view, under the filters of the page. The list beside it
// holds the same, so that nothing is lost where the map or its background does not load.
import { drawMap, markerOf } from "./map.js"

const L = window.L
const WAIT = 150

const holder = document.querySelector("[data-solutions-map]")
const words = holder.dataset
const told = holder.querySelector("[data-map-told]")
const element = document.getElementById("solutions-map")
const query = () => document.getElementById("solutions-map-query").dataset

function circle(count) {
  const size = count < 10 ? 32 : count < 100 ? 38 : 46
  const box = document.createElement("span")
  const number = box.appendChild(document.createElement("span"))
  number.ariaHidden = "true"
  number.textContent = count
  const name = box.appendChild(document.createElement("span"))
  name.className = "visually-hidden"
  name.textContent = words.cluster.replace("{count}", count)
  return L.divIcon({ html: box, className: "map-cluster", iconSize: [size, size] })
}

const near = L.markerClusterGroup({
  showCoverageOnHover: false, maxClusterRadius: 44, animate: false,
  iconCreateFunction: (cluster) => circle(cluster.getChildCount()),
})
const far = L.layerGroup()
const { map, icon } = drawMap(element, { layer: near })
far.addTo(map)

function lookAt(bounds) {
  const [west, south, east, north] = bounds.split(",").map(Number)
  if (bounds) map.fitBounds([[south, west], [north, east]], { padding: [28, 28], maxZoom: 14, animate: false })
}

const clamp = (value, bound) => Math.max(-bound, Math.min(bound, value)).toFixed(5)

let running = null
async function load() {
  running?.abort()
  running = new AbortController()
  const view = map.getBounds()
  const box = [clamp(view.getWest(), 180), clamp(view.getSouth(), 90), clamp(view.getEast(), 180), clamp(view.getNorth(), 90)]
  const url = query().url
  try {
    const answer = await fetch(`${url}${url.endsWith("?") ? "" : "&"}bbox=${box.join(",")}`, {
      signal: running.signal, headers: { Accept: "application/json" },
    })
    if (!answer.ok) throw new Error(String(answer.status))
    show(await answer.json())
  } catch (error) {
    if (error.name === "AbortError") return
    told.textContent = words.failed
  }
}

// Markers that stay are left alone, so that an open window survives the move of the map that it caused itself.
const markers = new Map()

function show({ total, points, clusters }) {
  const wanted = new Map(points.map((point) => [JSON.stringify(point), point]))
  const gone = [...markers.keys()].filter((key) => !wanted.has(key))
  near.removeLayers(gone.map((key) => markers.get(key)))
  for (const key of gone) markers.delete(key)
  const added = [...wanted].filter(([key]) => !markers.has(key))
  for (const [key, point] of added) markers.set(key, markerOf(point, icon, element.dataset.close))
  near.addLayers(added.map(([key]) => markers.get(key)))
  far.clearLayers()
  for (const one of clusters) {
    const marker = L.marker([one.latitude, one.longitude], { icon: circle(one.count) })
    marker.on("click", () => {
      const [west, south, east, north] = one.bounds
      map.fitBounds([[south, west], [north, east]], { padding: [28, 28], maxZoom: 17 })
    })
    far.addLayer(marker)
  }
  told.textContent = total === 0 ? words.none : (total === 1 ? words.one : words.many).replace("{count}", total)
}

let waiting = null
map.on("moveend", () => {
  clearTimeout(waiting)
  waiting = setTimeout(load, WAIT)
})

let shown = query().url
lookAt(query().bounds)
load()

document.addEventListener("htmx:afterSettle", () => {
  const asked = document.getElementById("solutions-map-query")
  if (!asked || asked.dataset.url === shown) return
  shown = asked.dataset.url
  map.closePopup()
  lookAt(asked.dataset.bounds)
  clearTimeout(waiting)
  load()
})
