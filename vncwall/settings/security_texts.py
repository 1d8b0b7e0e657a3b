"""How logins are named in settings: ``security = ["x509-plain", "vnc"]``, or a word for several."""

from __future__ import annotations

from vncwall.security import ENCRYPTED_METHODS, STANDARD_METHODS, SecurityMethod
from vncwall.settings.suggestion import suggestion

WORDS: dict[str, tuple[SecurityMethod, ...]] = {
    "standard": STANDARD_METHODS,
    "encrypted": ENCRYPTED_METHODS,
    "any": tuple(SecurityMethod),
}


def methods_of(value: object) -> tuple[SecurityMethod, ...]:
    """Read one name or a list of names.

    Raises:
        ValueError: there is none of that name, or no name at all.

    >>> methods_of(["vnc", "none", "vnc"])
    (<SecurityMethod.VNC: 'vnc'>, <SecurityMethod.NONE: 'none'>)
    """
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not names:
        raise ValueError(
            f'{value!r} says no login; write "standard", "encrypted", "any", or a list such as '
            '["x509-plain", "vnc"]'
        )
    found: list[SecurityMethod] = []
    for name in names:
        if isinstance(name, str) and name in WORDS:
            found += WORDS[name]
        elif name in set(SecurityMethod):
            found.append(SecurityMethod(name))
        else:
            known = [*WORDS, *map(str, SecurityMethod)]
            raise ValueError(f"{name!r} is no login; {suggestion(str(name), known)}")
    return tuple(dict.fromkeys(found))


def words_of(methods: tuple[SecurityMethod, ...]) -> str:
    """Return what a configuration would say for them.

    >>> words_of(ENCRYPTED_METHODS), words_of((SecurityMethod.VNC, SecurityMethod.NONE))
    ('encrypted', 'vnc, none')
    """
    for word, several in WORDS.items():
        if set(several) == set(methods):
            return word
    return ", ".join(methods)
