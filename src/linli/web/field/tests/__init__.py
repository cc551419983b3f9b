"""Tests of the phone app's own files."""
