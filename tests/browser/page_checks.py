"""What every page owes its readers, seen in a browser: language, title, no axe violation, nothing too wide."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

WIDTHS = (1280, 390)
#: The rules of WCAG 2.2 A and AA; axe's "best practices" are opinions.
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
#: Read in one call: a page answers once for all it is asked.
FACTS = """() => ({
  lang: document.documentElement.lang,
  title: document.title.trim(),
  headings: document.querySelectorAll("h1").length,
})"""


def name_of(address: str) -> str:
    """Return the URL name of an address of the portal, "" for none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links_of(page, under: str = "/") -> list[str]:
    """Return the addresses of the portal that the page links to, without fragments, each once."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    host = urlsplit(page.url).netloc
    parts = (urlsplit(link) for link in found)
    local = (part._replace(scheme="", netloc="", fragment="").geturl() for part in parts if part.netloc == host)
    return [address for address in dict.fromkeys(local) if address.startswith(under)]


def problems_of(page) -> list[str]:
    """Return what is wrong with the page that is open, at both widths, in words."""
    facts = page.evaluate(FACTS)
    found = [] if facts["lang"] == "fr" else [f"lang is {facts['lang']!r}"]
    found += [] if facts["title"] else ["no title"]
    found += [] if facts["headings"] == 1 else [f"{facts['headings']} h1"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} pixels wide at {width}: {_widest(page)}")
        for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
            where = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            found.append(f"axe {violation['id']} at {width}: {where}")
    return found


def _widest(page) -> str:
    """Return the start of the deepest element that reaches beyond the window."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          const over = [...document.body.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > width + 1)
          return over.at(-1)?.outerHTML.slice(0, 120) ?? ""
        }"""
    )
