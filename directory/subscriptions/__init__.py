"""Who asked to be told of what, where and how often? In the people store; the ledger is the truth."""
