"""The engine's rules: values in, values out.

``process`` reads and checks a process; ``state`` is a case as a value; ``relations`` says what an actor is to a
case; ``forms`` cleans what was filled in; ``guards`` and ``effects`` are the named conditions and changes that a
process may use; ``engine`` puts them together.
"""
