"""The people store: accounts and consent. Opened only behind sign-in or by a worker."""
