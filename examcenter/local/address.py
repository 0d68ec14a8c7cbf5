"""The port that a local run listens on."""

import socket
import time

from examcenter.local.errors import LocalError

_DEFAULT_PORT = 8000
_PAUSE_S = 0.1


def read_port(text: str) -> int:
    """Return the port that PORT asks for, 8000 when it is empty.

    Raises
    ------
    LocalError
        If it is no port that this user could listen on.
    """
    if not text.strip():
        return _DEFAULT_PORT
    if not text.strip().isdecimal() or not 1 <= int(text) <= 65535:
        raise LocalError(
            f"PORT: found {text!r}, expected a number from 1 to 65535", fix="PORT=8001 make run"
        )
    return int(text)


def require_free(host: str, port: int, *, patience_s: float) -> None:
    """Return when nothing listens on the port.

    Raises
    ------
    LocalError
        If something still does after ``patience_s``.
    """
    deadline = time.monotonic() + patience_s
    while True:
        try:
            with socket.socket() as probe:
                # As the web server does: connections of a run that just ended are no obstacle.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
            return
        except PermissionError as error:
            raise LocalError(
                f"port {port} is reserved for the administrator", fix="PORT=8001 make run"
            ) from error
        except OSError as error:
            if time.monotonic() > deadline:
                other = port + 1 if port < 65535 else 8001
                raise LocalError(
                    f"port {port} of {host} is taken by another program",
                    fix=f"PORT={other} make run",
                ) from error
        time.sleep(_PAUSE_S)
