"""A geocoder on this machine: a real server, in a thread, that answers as a test tells it to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

#: Place Félix Baret, as the national service describes an address.
FACTS = {
    "label": "Place Félix Baret 13006 Marseille",
    "score": 0.93,
    "type": "street",
    "name": "Place Félix Baret",
    "postcode": "13006",
    "citycode": "13206",
    "city": "Marseille",
    "context": "13, Bouches-du-Rhône, Provence-Alpes-Côte d'Azur",
}
POSITION = [5.379611, 43.290622]


def answer(position=POSITION, **facts) -> bytes:
    """Return an answer with one address: the sample one, with ``facts`` changed."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": position},
                    "properties": {**FACTS, **facts},
                }
            ],
        }
    ).encode()


NOTHING = json.dumps({"type": "FeatureCollection", "features": []}).encode()


class Geocoder:
    """A running server: what it was asked, and what it answers: ``body`` and ``status``, or what ``act`` writes."""

    def __init__(self):
        self.body, self.status, self.headers = answer(), 200, {}
        #: Given the handler, writes the whole answer itself.
        self.act = None
        self.asked: list[dict] = []
        self.agents: list[str] = []
        self.is_closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/search"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the server and let its answers end."""
        self.is_closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(geocoder):  # noqa: N805 – the handler below has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 – the name that the library calls
                parts = urlsplit(self.path)
                geocoder.asked.append({"path": parts.path, **{k: v[0] for k, v in parse_qs(parts.query).items()}})
                geocoder.agents.append(self.headers["User-Agent"])
                if geocoder.act:
                    geocoder.act(self)
                    return
                self.send_response(geocoder.status)
                for name, value in geocoder.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(geocoder.body)

            def log_message(self, *parameters):
                pass

        return Handler
