"""A sentence with values in it that can still be said in another language."""

from typing import Self


class Said(str):
    """The finished Chinese sentence, which remembers what it was made from.

    ``Said("最多 %(most)d 字", most=20)`` is the text "最多 20 字"; a face that speaks another language fills in the
    translation of ``template`` instead. Values may be sentences themselves. A template without values is left as it is.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill in the template; raises ``KeyError`` for a value that it names and that is not given."""
        said = super().__new__(cls, template % values if values else template)
        said.template, said.values = template, values
        return said
