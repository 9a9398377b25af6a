"""What may we write to whom about? An append-only ledger and one stop-list, in the people store."""
