"""The address the web server listens on, and the one people and tills use."""

import socket
import time

from tillbook.cli.trouble import Trouble

PORT_LIMIT_S = 15
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised here, not bound


def free_port(host: str, port: int) -> int:
    """Answer the port when it is free to listen on; any free one for 0.

    Waits a little: after a crash the processes of the last run may still be ending. The web
    server itself would share the port silently with them, or with another Tillbook.
    """
    give_up_at = time.monotonic() + PORT_LIMIT_S
    while True:
        try:
            return _bind(host, port)
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise Trouble(
                    f"Port {port} of {host} cannot be used ({error.strerror}). "
                    "End the program that listens there, or choose another --port."
                ) from error
            time.sleep(0.2)


def _bind(host: str, port: int) -> int:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen()
        return int(probe.getsockname()[1])


def url(host: str, port: int) -> str:
    """Answer the address for people: this machine's own on the network when it listens there."""
    name = _address_on_the_network() if host in EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _address_on_the_network() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address; nothing is sent
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
