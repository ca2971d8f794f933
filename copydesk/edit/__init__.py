"""Edit: the one way a file is changed, with every byte that is not meant left as it was.

`nodes` changes single values, `operations` applies acts that know what they replace, `acts` publishes and trashes,
`plan` is what an act would write, `journal` writes it all or nothing, `store` keeps it so that it can be taken back.
"""
