"""Pure decisions: settings, state and time in, decisions out."""
