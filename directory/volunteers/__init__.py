"""Who is ready to help, and for whom? Everything about volunteers, in the people store."""
