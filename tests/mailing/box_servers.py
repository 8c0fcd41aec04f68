"""Small IMAP and POP3 servers over TLS: the few commands of a reader, answered as the standards say."""

import datetime as dt
import re
import socketserver
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "retours@concerto.example", "p@ss/mot"
HOST = "localhost"


def make_certificate(folder):
    """Write a certificate for this machine that signs itself; return the path of both its parts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


class BoxServer(socketserver.ThreadingTCPServer):
    """Holds ``messages`` (number → bytes) and their ``flags``; answers as the handler does."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, handler, certificate, messages):
        super().__init__(("127.0.0.1", 0), handler)
        self.messages = dict(enumerate(messages, start=1))
        self.flags = {number: set() for number in self.messages}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that refuses the certificate is what some tests are about."""


class _Handler(socketserver.StreamRequestHandler):
    def say(self, line: bytes):
        self.wfile.write(line + b"\r\n")
        self.wfile.flush()

    def lines(self):
        while line := self.rfile.readline():
            yield line.rstrip(b"\r\n")


class Imap(_Handler):
    """IMAP4rev1, RFC 3501: LOGIN, SELECT, UID SEARCH, UID FETCH, UID STORE, EXPUNGE."""

    def handle(self):
        """Answer until the client leaves."""
        server = self.server
        self.say(b"* OK ready")
        for line in self.lines():
            tag, _space, command = line.partition(b" ")
            verb = command.upper()
            if verb.startswith(b"CAPABILITY"):
                self.say(b"* CAPABILITY IMAP4rev1")
            elif verb.startswith(b"LOGIN"):
                if command.partition(b" ")[2] != f'{USER} "{PASSWORD}"'.encode():
                    self.say(tag + b" NO no such user " + command.partition(b" ")[2])
                    continue
            elif verb.startswith(b"SELECT"):
                if command[7:] != b'"INBOX/Retours"':
                    self.say(tag + b" NO no such folder")
                    continue
                self.say(b"* %d EXISTS" % len(server.messages))
            elif verb.startswith(b"UID SEARCH UNSEEN"):
                unseen = [b"%d" % number for number in server.messages if "\\Seen" not in server.flags[number]]
                self.say(b" ".join([b"* SEARCH", *unseen]))
            elif verb.startswith(b"UID FETCH"):
                number, size = map(int, re.fullmatch(rb"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command[10:]).groups())
                raw = server.messages[number][:size]
                self.say(b"* %d FETCH (UID %d BODY[]<0> {%d}" % (number, number, len(raw)))
                self.say(raw + b")")
            elif verb.startswith(b"UID STORE"):
                number, flags = re.fullmatch(rb"(\d+) \+FLAGS \((.*)\)", command[10:]).groups()
                server.flags[int(number)] |= set(flags.decode().split())
            elif verb.startswith(b"EXPUNGE"):
                for number in [one for one in server.messages if "\\Deleted" in server.flags[one]]:
                    del server.messages[number]
            self.say(tag + b" OK done")
            if verb.startswith(b"LOGOUT"):
                return


class Pop(_Handler):
    """POP3, RFC 1939: USER, PASS, LIST, RETR, TOP, DELE, QUIT."""

    def handle(self):
        """Answer until the client leaves; what was deleted goes at QUIT."""
        server, deleted = self.server, []
        self.say(b"+OK ready")
        for line in self.lines():
            verb, _space, rest = line.partition(b" ")
            if verb == b"PASS" and rest != PASSWORD.encode():
                self.say(b"-ERR wrong password " + rest)
                continue
            if verb == b"LIST":
                self.say(b"+OK")
                for number, raw in server.messages.items():
                    self.say(b"%d %d" % (number, len(raw)))
                self.say(b".")
            elif verb in (b"RETR", b"TOP"):
                lines = server.messages[int(rest.split()[0])].splitlines()
                self.say(b"+OK")
                for one in lines if verb == b"RETR" else lines[: int(rest.split()[1])]:
                    self.say(b"." + one if one.startswith(b".") else one)
                self.say(b".")
            else:
                if verb == b"DELE":
                    deleted.append(int(rest))
                if verb == b"QUIT":
                    for number in deleted:
                        del server.messages[number]
                self.say(b"+OK")
                if verb == b"QUIT":
                    return
