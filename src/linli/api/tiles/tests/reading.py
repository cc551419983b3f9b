"""A reader of vector tiles, as far as tests look: layers with their features' properties and places."""

import struct
from collections.abc import Iterator
from typing import Any


def layers(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """The features of each layer, their properties with ``at`` (x, y of a point in the tile's whole numbers)."""
    found = {}
    for _number, layer in fields(tile):
        parts = list(fields(layer))
        keys = [value.decode() for number, value in parts if number == 3]
        values = [_value(value) for number, value in parts if number == 4]
        name = next(value for number, value in parts if number == 1).decode()
        found[name] = [_feature(value, keys, values) for number, value in parts if number == 2]
    return found


def cases(tile: bytes) -> list[dict[str, Any]]:
    """The features of the layer of cases."""
    return layers(tile).get("cases", [])


def _feature(data: bytes, keys: list[str], values: list[Any]) -> dict[str, Any]:
    parts = dict(fields(data))
    tags, drawing = list(_numbers(parts.get(2, b""))), list(_numbers(parts.get(4, b"")))
    known = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    return known | {"at": tuple((n >> 1) ^ -(n & 1) for n in drawing[1:3])}


def _value(data: bytes) -> Any:
    number, value = next(fields(data))
    return value.decode() if number == 1 else (value >> 1) ^ -(value & 1) if number == 6 else value


def _numbers(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        elif kind in {1, 5}:
            length = 8 if kind == 1 else 4
            (number,) = struct.unpack("<d" if kind == 1 else "<f", data[at : at + length])
            yield key >> 3, number
            at += length
        else:
            length, at = _varint(data, at)
            yield key >> 3, data[at : at + length]
            at += length
