"""Page values: a module a kind of page; `collect` brings them together, `values` says what layouts see."""
