"""Which key does what on this wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vncwall.language import _
from vncwall.settings.keys import DEFAULT_KEYS, key_label
from vncwall.ui.panel import Section
from vncwall.wall.actions.base import Action, Heading
from vncwall.wall.key_names import name_of


class KeyTable:
    """The keys of all actions."""

    def __init__(self, actions: Sequence[Action], keys: Mapping[str, Sequence[str]]) -> None:
        """Give each of `actions` the keys that the configuration has for its name."""
        self.actions = tuple(actions)
        self._keys = {action.name: tuple(keys[action.name]) for action in actions}
        self._by_key = {key: action for action in actions for key in keys[action.name]}

    def action_for(self, key: int, modifiers: int, *, unicode: str) -> Action | None:
        """Return what pygame's key means on the wall; None: nothing."""
        return self._by_key.get(name_of(key, modifiers, unicode=unicode))

    def label(self, action: Action) -> str:
        """Return an action's keys as people read them; "" where it has none."""
        keys = self._keys[action.name]
        if action.label and keys == DEFAULT_KEYS[action.name]:
            return _(action.label)
        return ", ".join(key_label(key) for key in keys)

    def label_of(self, name: str) -> str:
        """Return the keys of the action of this name, as `label` does."""
        return next((self.label(one) for one in self.actions if one.name == name), "")

    def sections(self) -> tuple[Section, ...]:
        """Return the rows of the key panel, in the operator's language."""
        sections = []
        for heading in Heading:
            rows = tuple(
                (self.label(action), _(action.meaning))
                for action in self.actions
                if action.heading is heading and action.meaning and self.label(action)
            )
            if rows:
                sections.append(Section(_(heading.value), rows))
        return tuple(sections)
