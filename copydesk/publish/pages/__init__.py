"""Page values: a module a kind of page; `collect` brings them together, `context` says what layouts see."""
