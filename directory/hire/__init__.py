"""Who asked to hire which room, and what was answered? In the people store."""
