"""Which recordings a command is about, as its arguments say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from vncwall.errors import VNCWallError
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.selection import Selection, exactly
from vncwall.recording.segments import safe_name
from vncwall.settings.moments import moment_ns, parse_moment

_GLOB = frozenset("*?[")


class NothingChosen(VNCWallError):
    """No recording is what the arguments say."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The arguments; "" and empty stand for what was not said."""

    names: tuple[str, ...] = ()
    """Each a path of a recording or a day, a glob, a host, or a host and a time."""
    host: str = ""
    group: str = ""
    since: str = ""
    until: str = ""
    min_activity: float = 0.0
    held: bool | None = None
    cause: str = ""
    noted: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is said, so that every recording is meant."""
        return self == Choice()

    def records(
        self,
        catalogue: Catalogue,
        *,
        now_ns: int,
        states: tuple[FileState, ...] = (),
        with_manifests: bool = True,
    ) -> list[Record]:
        """Return what is meant, the oldest first.

        Args:
            catalogue: to look in.
            now_ns: the present, for times such as "yesterday".
            states: only these; empty: all.
            with_manifests: see `Catalogue.records`.

        Raises:
            SettingsError: a time cannot be understood.
            NothingChosen: a name fits nothing.
        """
        selection = Selection(
            host=_host(catalogue, self.host),
            group=self.group,
            from_ns=_moment(self.since, "--from", now_ns),
            to_ns=_moment(self.until, "--to", now_ns),
            min_activity=self.min_activity,
            held=self.held,
            cause=self.cause,
            noted=self.noted,
            states=states,
        )
        if not self.names:
            return list(catalogue.records(selection, with_manifests=with_manifests))
        found: dict[str, Record] = {}
        for name in self.names:
            fitting = _named(catalogue, selection, name, now_ns)
            if not fitting:
                raise NothingChosen(
                    f"no recording in {catalogue.folder} is called {name!r} and fits the filters; "
                    "vncwall recordings list shows what there is"
                )
            found |= {one.path: one for one in fitting}
        return sorted(found.values(), key=lambda one: (one.start_ns, one.path))


def _moment(text: str, path: str, now_ns: int) -> int | None:
    return parse_moment(text, path=path, now_ns=now_ns) if text else None


def _host(catalogue: Catalogue, name: str) -> str:
    """Return a pattern for hosts; a host whose own name looks like a pattern is just that one."""
    if _GLOB & set(name):
        itself = Selection(host=exactly(name))
        if next(catalogue.records(itself, with_manifests=False), None) is not None:
            return exactly(name)
    return name


def _named(catalogue: Catalogue, selection: Selection, name: str, now_ns: int) -> list[Record]:
    for patterns in _patterns(catalogue.folder, name):
        if found := list(catalogue.records(replace(selection, paths=patterns))):
            return found
    return showing(catalogue, selection, name, now_ns=now_ns)


def _patterns(folder: Path, name: str) -> Iterator[tuple[str, ...]]:
    """Yield what `name` may mean, the likeliest first."""
    path = name.strip("/")
    for prefix in (str(folder), str(folder.absolute())):
        if name.startswith(f"{prefix}/"):
            path = name.removeprefix(f"{prefix}/").strip("/")
    yield (exactly(path), f"{exactly(path)}.*", f"{exactly(path)}/*")
    if safe_name(name) != path:  # a host, which may have a / in its name
        yield (f"{exactly(safe_name(name))}/*",)
    host, _, rest = path.partition("/")
    if safe_name(host) != host:
        yield (f"{exactly(safe_name(host))}/{rest or '*'}",)
    if _GLOB & set(path):
        yield (path, f"{path}/*")


def showing(catalogue: Catalogue, selection: Selection, text: str, *, now_ns: int) -> list[Record]:
    """Return the recordings that show a host at a time, both in one text: "pc1 yesterday 14:00".

    Empty: none does, or the text is no host and time.
    """
    for host, moment in _hosts_and_moments(text, now_ns):
        wanted = replace(selection, host=exactly(host), from_ns=moment, to_ns=moment + 1)
        if found := list(catalogue.records(wanted)):
            return found
    return []


def moment_in(text: str, *, now_ns: int) -> int | None:
    """Return the time in "pc1 yesterday 14:00"; None: there is none in it."""
    return next((moment for _, moment in _hosts_and_moments(text, now_ns)), None)


def _hosts_and_moments(text: str, now_ns: int) -> Iterator[tuple[str, int]]:
    """Yield how a text can be a host and a time, the longest time first."""
    words = text.split()
    for count in range(1, len(words)):
        try:
            moment = moment_ns(" ".join(words[count:]), now_ns=now_ns)
        except ValueError:
            continue
        yield " ".join(words[:count]), moment
