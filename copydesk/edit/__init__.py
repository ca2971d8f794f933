"""Edit: the one way a value in a file is changed, with every other byte left as it was."""
