"""Who may sign in, and what may they do? Kept in the people store."""
