"""Work in pieces ends with the first piece that is not full, and after twenty in any case."""

from linli.lib.rounds import MOST_ROUNDS, in_rounds


def test_it_ends_with_the_first_piece_that_is_not_full():
    pieces = iter([5, 5, 2, 5])
    assert in_rounds(lambda: next(pieces), full=5) == 12
    assert list(pieces) == [5]


def test_it_ends_after_so_many_rounds_though_there_is_more():
    assert in_rounds(lambda: 5, full=5) == 5 * MOST_ROUNDS
