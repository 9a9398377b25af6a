"""What is to be written to whom? The one outbox, in the people store."""
