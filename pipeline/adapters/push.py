"""Chat and push services, by Apprise. The one module that knows it; it is imported when something is sent.

Apprise says only whether all went well. Why not stands in its log, which is caught here, searched for what is certain,
and freed of everything that the target's address holds.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from pipeline.core import mailing
from pipeline.core.secrets import masked
from pipeline.errors import ConfigError, Fate, PostError
from pipeline.model import Via

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Parcel

_NAME: Final = "push"
MISSING: Final = "Apprise is not installed; `pip install -c constraints.txt '.[notify]'`"
_ANSWERED: Final = re.compile(r"\berror=(\d{3})\b")
_NEVER_CONNECTED: Final = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|Connection refused|CERTIFICATE_VERIFY_FAILED"
)
_REFUSALS: Final = range(400, 500)
_NOT_NOW: Final = {401, 403, 404, 407, 408, 425, 429}  # of the target as a whole, or of this moment
_SHORT: Final = 4  # characters; a shorter part of an address is no secret, and would mask words


@dataclass(frozen=True, slots=True)
class PushTarget:
    """One service: its name in our ledger, and its Apprise URL, which is a secret."""

    name: str
    url: Callable[[], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PushPost:
    """Implements jobs.dispatch.Post."""

    targets: tuple[PushTarget, ...]

    @property
    def via(self) -> Via:
        """By which way it goes."""
        return Via.PUSH

    def send(self, parcel: Parcel, committing: Callable[[], None]) -> None:
        """Sends one message to one target; calls `committing` first, because Apprise connects and sends in one go.

        Raises:
            PostError: it was not sent, or nobody knows; its fate says which.
        """
        target = next(target for target in self.targets if target.name == parcel.recipient)
        url = _url(target)
        apprise = _loaded(url, target.name)
        title = mailing.header_text(parcel.letter.subject)
        body = mailing.body_text(parcel.letter.text).strip()
        committing()
        with _overheard() as said:
            is_sent = apprise.notify(title=title, body=body, body_format="text")
        if not is_sent:
            raise PostError(_NAME, f"{target.name}: {_why(said, url)}", _fate(said))

    def examine(self, name: str) -> str:
        """What kind of service a target is; connects to nothing.

        Raises:
            PostError: its address is missing or none that Apprise understands, or Apprise itself is missing.
        """
        target = next(target for target in self.targets if target.name == name)
        (service,) = _loaded(_url(target), name)
        return f"{name}: {service.service_name}"


def is_installed() -> bool:
    """Whether Apprise is there."""
    return find_spec("apprise") is not None


def _url(target: PushTarget) -> str:
    try:
        return target.url()
    except ConfigError as error:
        raise PostError(_NAME, f"{target.name}: {error}", Fate.LATER) from error


def _loaded(url: str, name: str) -> Any:  # noqa: ANN401  (Apprise has no types we could name without importing it)
    if not is_installed():
        raise PostError(_NAME, MISSING, Fate.DOWN)
    import apprise  # noqa: PLC0415  (an extra, and slow to load)

    # No plugins from folders, nothing kept on disk, no way on to where a server would like to send us.
    asset = apprise.AppriseAsset(storage_mode=apprise.PersistentStoreMode.MEMORY, async_mode=False)
    asset.http_redirects = False
    services = apprise.Apprise(asset=asset)
    with _overheard():
        is_understood = services.add(url)
    if not is_understood or len(services) != 1:
        raise PostError(_NAME, f"{name}: its address is none that Apprise understands", Fate.LATER)
    return services


@contextlib.contextmanager
def _overheard() -> Iterator[list[str]]:
    """What Apprise logs meanwhile; neither that nor what its HTTP library logs goes anywhere else, for the address."""
    said: list[str] = []

    class _Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    with contextlib.ExitStack() as stack:
        for name, handler, level in (
            ("apprise", _Ear(), logging.DEBUG),
            ("urllib3", logging.NullHandler(), logging.CRITICAL),
        ):
            logger = logging.getLogger(name)
            stack.callback(setattr, logger, "propagate", logger.propagate)
            stack.callback(logger.setLevel, logger.level)
            stack.callback(logger.removeHandler, handler)
            logger.propagate = False
            logger.setLevel(level)
            logger.addHandler(handler)
        yield said


def _fate(said: list[str]) -> Fate:
    told = "\n".join(said)
    if answered := _ANSWERED.search(told):
        code = int(answered[1])
        return Fate.REFUSED if code in _REFUSALS and code not in _NOT_NOW else Fate.LATER
    return Fate.LATER if _NEVER_CONNECTED.search(told) else Fate.UNSURE


def _why(said: list[str], url: str) -> str:
    lines = [line for line in said if "fail" in line.lower() or "error" in line.lower()]
    told = " ".join(line for line in lines if "Payload" not in line) or "it did not say why"
    for part in sorted(set(re.split(r"[/:@?&=,;#]+", url)[1:]), key=len, reverse=True):
        if len(part) >= _SHORT:
            told = told.replace(part, "***")
    return mailing.header_text(masked(told))
