"""Front matter: YAML between two lines of `---`, read into typed fields with the place of each value.

`document` splits a file and is the one place that knows PyYAML, `fields` reads values by kind and collects
what is wrong, `table` is the one table of fields that parsing, reference, exports and edits are made from.
"""
