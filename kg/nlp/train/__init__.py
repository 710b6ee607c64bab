"""Training the language model: corpora, network, recipe, export (needs the extra kg[train])."""
