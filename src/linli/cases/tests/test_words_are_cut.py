"""What a search is asked of is cut alike by whoever cuts it, a restore included."""

from django.db import connection
from tests.cast import Cast
from tests.stories import load_catalogue, reported


def test_a_restore_and_the_servers_own_analyze_find_all_they_need(cast: Cast) -> None:
    """Both run with an empty path: an index that calls a function of ours by its bare name cannot be made there."""
    load_catalogue(cast)
    reported()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_words_terms(body, keys, opened_at)::text FROM cases_words")
        cut = cursor.fetchall()
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.cases_words_terms(body, keys, opened_at)::text FROM public.cases_words")
        assert cursor.fetchall() == cut
        cursor.execute("REINDEX INDEX public.cases_words_terms; ANALYZE public.cases_words")
    assert len(cut) == 1
