"""Pages for people: a route reads the request, asks one service, and renders."""
