"""Trees from arc scores: always a tree, and the best one."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kg.nlp.trees import best_tree

scores = st.integers(1, 5).flatmap(
    lambda n: arrays(np.float64, (n, n), elements=st.floats(-10, 10, allow_nan=False, width=32))
)


def is_tree(heads: list[int]) -> bool:
    roots = [i for i, h in enumerate(heads) if i == h]
    if len(roots) != 1:
        return False
    for word in range(len(heads)):
        seen = set()
        while heads[word] != word:
            if word in seen:
                return False
            seen.add(word)
            word = heads[word]
    return True


@given(scores)
@settings(max_examples=200, deadline=None)
def test_heads_always_form_a_tree_with_one_root(matrix):
    assert is_tree(best_tree(matrix))


@given(scores)
@settings(max_examples=100, deadline=None)
def test_no_other_tree_with_the_same_root_scores_higher(matrix):
    n = len(matrix)
    found = best_tree(matrix)
    root = next(i for i, h in enumerate(found) if i == h)
    total = lambda heads: sum(matrix[i, h] for i, h in enumerate(heads) if i != root)  # noqa: E731
    rivals = (heads for heads in itertools.product(range(n), repeat=n) if heads[root] == root and is_tree(list(heads)))
    assert total(found) >= max(map(total, rivals)) - 1e-6
