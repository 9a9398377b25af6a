"""Pages for people, the composition root (`create_app`) and the command line."""
