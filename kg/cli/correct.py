"""The user's corrections: ``kg merge``, ``split``, ``rename`` and the like, and reviewing what is doubtful."""
