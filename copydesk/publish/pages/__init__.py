"""Page values: a planner a kind of page, the frame they share (`planner`), and in `values` what layouts see."""
